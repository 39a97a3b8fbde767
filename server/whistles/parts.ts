import { deadlineOf, type Deadline } from '../clocks/deadline.ts';
import {
  departmentCalled,
  departmentStage,
  liveParts,
  mayResolveAll,
  mayStep,
  stageOfParts,
  unresolved,
  type DepartmentCall,
  type DepartmentStep,
} from '../contract/matrix.ts';
import type { StepBody, Whistle } from '../contract/whistle.ts';
import { ProblemError } from '../http/problem.ts';
import type { StepAt } from './step-at.ts';
import { deadlineAt, iso, latest, reportClock, resolveClock, timesCounted } from './time.ts';

/** What the parts make of the whistle: its stage, when it came there, and the latest of their deadlines. */
export function carried(w: Whistle, departments: DepartmentCall[], at: Date): Whistle {
  const stage = stageOfParts(departments);
  const live = liveParts(departments);
  const now = at.toISOString();
  const resolveBy = latest(live.map((d) => d.resolveBy));
  const last = live.find((d) => d.resolveBy !== null && d.resolveBy === resolveBy);
  const warnAt = last?.resolveAlarm?.warnAt;
  return {
    ...w,
    departments,
    stage,
    reportedAt: stage === 'called' ? null : (w.reportedAt ?? now),
    resolvedAt: stage === 'resolved' ? now : null,
    reportBy: latest(live.map((d) => d.reportBy)),
    resolveBy,
    closeAlarm:
      resolveBy === w.resolveBy || warnAt === undefined ? w.closeAlarm : { warnAt, warnedAt: null, lateAt: null },
  };
}

/** Calls a department: in the place of its part that was taken from it, or as the last; one that is called already stays. */
export function withPart(departments: readonly DepartmentCall[], part: DepartmentCall): DepartmentCall[] {
  const there = departments.find((d) => d.department === part.department);
  if (there === undefined) return [...departments, part];
  return there.releasedAt === null ? [...departments] : departments.map((d) => (d === there ? part : d));
}

/** As long to report in as the first had: by the item, else as long as it was given. */
function reportDeadline(part: DepartmentCall, { whistle, at, clock }: StepAt): Deadline | null {
  if (part.reportBy === null) return null;
  const atMs = at.getTime();
  if (whistle.item !== null) return deadlineOf(atMs, whistle.item.reportWithin, clock);
  const spanMs = Date.parse(part.reportBy) - Date.parse(part.calledAt);
  return deadlineAt(atMs, atMs + spanMs, 'calendar', clock);
}

/** The owner is given as long to report in as the department had; to resolve, what is left. */
const calledInstead = (owner: string, part: DepartmentCall, step: StepAt): DepartmentCall =>
  departmentCalled(owner, {
    calledAt: step.at.toISOString(),
    ...reportClock(reportDeadline(part, step)),
    ...resolveClock(part.resolveBy === null ? null : newResolve(part.resolveBy, step)),
  });

/** A deadline to resolve that was set at this step. */
const newResolve = (by: string, { whistle, at, clock }: StepAt): Deadline =>
  deadlineAt(at.getTime(), Date.parse(by), timesCounted(whistle).resolve, clock);

function otherThan(part: DepartmentCall, owner: string): string {
  if (owner === part.department) throw new ProblemError('owner-is-self');
  return owner;
}

function laterThan(part: DepartmentCall, until: string): string {
  if (part.resolveBy !== null && Date.parse(until) <= Date.parse(part.resolveBy))
    throw new ProblemError('extension-not-later', `the deadline is ${part.resolveBy}`);
  return iso(Date.parse(until));
}

/** A part that has to be done again: its department is in, the rest is open. */
export const again = (d: DepartmentCall, resolveBy: string | undefined, step: StepAt): DepartmentCall => ({
  ...d,
  onSiteAt: null,
  resolvedAt: null,
  evaluation: null,
  ...(resolveBy === undefined ? {} : resolveClock(newResolve(resolveBy, step))),
});

/** What each step writes into a department's part. */
const marks: {
  [S in DepartmentStep]: (part: DepartmentCall, body: StepBody<S>, step: StepAt) => Partial<DepartmentCall>;
} = {
  dispatch: (_, { to }, { at }) => ({ dispatchedAt: at.toISOString(), dispatchedTo: to }),
  'report-in': (_, __, { at }) => ({ reportedAt: at.toISOString() }),
  arrive: (_, __, { at }) => ({ onSiteAt: at.toISOString() }),
  resolve: (_, __, { at }) => ({ resolvedAt: at.toISOString(), extension: null }),
  'hand-back': (part, { reason, owner }, { at }) => ({
    handBack: { at: at.toISOString(), reason, owner: otherThan(part, owner) },
    extension: null,
  }),
  // What was asked stays beside it, as the reason.
  'accept-hand-back': (_, __, { at }) => ({ releasedAt: at.toISOString() }),
  'refuse-hand-back': () => ({ handBack: null }),
  'ask-extension': (part, { reason, until }, { at }) => ({
    extension: { at: at.toISOString(), reason, until: laterThan(part, until) },
  }),
  'grant-extension': (part, _, step) => ({
    ...resolveClock(newResolve(part.extension!.until, step)),
    extension: null,
  }),
  'refuse-extension': () => ({ extension: null }),
  evaluate: (_, { speed, quality, words, pictures }, { at }) => ({
    evaluation: { at: at.toISOString(), speed, quality, words, pictures },
  }),
};

/** The parts that a step moves; throws `department-not-called` or `transition-illegal`. */
function partsToMove(w: Whistle, step: DepartmentStep, department: string | undefined): DepartmentCall[] {
  if (department === undefined) {
    if (step !== 'resolve' || !mayResolveAll(w))
      throw new ProblemError('transition-illegal', `${step} for all departments in stage ${w.stage}`);
    return unresolved(w);
  }
  const part = w.departments.find((d) => d.department === department);
  if (part === undefined) throw new ProblemError('department-not-called', department);
  if (!mayStep(w, step, part)) {
    const stands = w.deferral === null ? `in stage ${departmentStage(part)}` : 'while the whistle is put off';
    throw new ProblemError('transition-illegal', `${step} by ${department} ${stands}`);
  }
  return [part];
}

/** Moves departments' parts, and the whistle where they carry it along; its time of a stage is that of the last one. */
export function moveParts<S extends DepartmentStep>(name: S, body: StepBody<S>, step: StepAt): Whistle {
  const { whistle: w, at } = step;
  const moved = partsToMove(w, name, body.department);
  const departments = w.departments.map((d) => (moved.includes(d) ? { ...d, ...marks[name](d, body, step) } : d));
  if (name === 'evaluate') return { ...w, departments };
  if (name !== 'accept-hand-back') return carried(w, departments, at);
  const [part] = moved as [DepartmentCall];
  const { owner = part.handBack!.owner } = body as StepBody<'accept-hand-back'>;
  return carried(w, withPart(departments, calledInstead(otherThan(part, owner), part, step)), at);
}

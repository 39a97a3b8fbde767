import type { Selectable, Updateable } from 'kysely';
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
import type { StepBody } from '../contract/whistle.ts';
import type { WhistleTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { latest } from './time.ts';

type Row = Selectable<WhistleTable>;

/** What the parts make of the whistle: its stage, when it came there, and the latest of their deadlines. */
export function carried(row: Row, departments: DepartmentCall[], at: Date): Updateable<WhistleTable> {
  const stage = stageOfParts(departments);
  const live = liveParts(departments);
  return {
    departments: JSON.stringify(departments),
    stage,
    reported_at: stage === 'called' ? null : (row.reported_at ?? at),
    resolved_at: stage === 'resolved' ? at : null,
    report_by: latest(live.map((d) => d.reportBy)),
    resolve_by: latest(live.map((d) => d.resolveBy)),
  };
}

/** Calls a department: in the place of its part that was taken from it, or as the last; one that is called already stays. */
export function withPart(departments: readonly DepartmentCall[], part: DepartmentCall): DepartmentCall[] {
  const there = departments.find((d) => d.department === part.department);
  if (there === undefined) return [...departments, part];
  return there.releasedAt === null ? [...departments] : departments.map((d) => (d === there ? part : d));
}

/** The owner is given as long to report in as the department had; to resolve, what is left. */
function calledInstead(owner: string, part: DepartmentCall, at: Date): DepartmentCall {
  const reportMs = part.reportBy === null ? null : Date.parse(part.reportBy) - Date.parse(part.calledAt);
  return departmentCalled(owner, {
    calledAt: at.toISOString(),
    reportBy: reportMs === null ? null : new Date(at.getTime() + reportMs).toISOString(),
    resolveBy: part.resolveBy,
  });
}

function otherThan(part: DepartmentCall, owner: string): string {
  if (owner === part.department) throw new ProblemError('owner-is-self');
  return owner;
}

function laterThan(part: DepartmentCall, until: string): string {
  if (part.resolveBy !== null && Date.parse(until) <= Date.parse(part.resolveBy))
    throw new ProblemError('extension-not-later', `the deadline is ${part.resolveBy}`);
  return until;
}

/** What each step writes into a department's part. */
const marks: {
  [S in DepartmentStep]: (part: DepartmentCall, body: StepBody<S>, at: string) => Partial<DepartmentCall>;
} = {
  dispatch: (_, { to }, at) => ({ dispatchedAt: at, dispatchedTo: to }),
  'report-in': (_, __, at) => ({ reportedAt: at }),
  arrive: (_, __, at) => ({ onSiteAt: at }),
  resolve: (_, __, at) => ({ resolvedAt: at, extension: null }),
  'hand-back': (part, { reason, owner }, at) => ({
    handBack: { at, reason, owner: otherThan(part, owner) },
    extension: null,
  }),
  // What was asked stays beside it, as the reason.
  'accept-hand-back': (_, __, at) => ({ releasedAt: at }),
  'refuse-hand-back': () => ({ handBack: null }),
  'ask-extension': (part, { reason, until }, at) => ({ extension: { at, reason, until: laterThan(part, until) } }),
  'grant-extension': (part) => ({ resolveBy: part.extension!.until, extension: null }),
  'refuse-extension': () => ({ extension: null }),
  evaluate: (_, { speed, quality, words }, at) => ({ evaluation: { at, speed, quality, words } }),
};

/** The parts that a step moves; throws `department-not-called` or `transition-illegal`. */
function partsToMove(row: Row, step: DepartmentStep, department: string | undefined): DepartmentCall[] {
  if (department === undefined) {
    if (step !== 'resolve' || !mayResolveAll(row))
      throw new ProblemError('transition-illegal', `${step} for all departments in stage ${row.stage}`);
    return unresolved(row);
  }
  const part = row.departments.find((d) => d.department === department);
  if (part === undefined) throw new ProblemError('department-not-called', department);
  if (!mayStep(row, step, part))
    throw new ProblemError('transition-illegal', `${step} by ${department} in stage ${departmentStage(part)}`);
  return [part];
}

/** Moves departments' parts, and the whistle where they carry it along; its time of a stage is that of the last one. */
export function moveParts<S extends DepartmentStep>(
  row: Row,
  step: S,
  body: StepBody<S>,
  at: Date,
): Updateable<WhistleTable> {
  const moved = partsToMove(row, step, body.department);
  const departments = row.departments.map((d) =>
    moved.includes(d) ? { ...d, ...marks[step](d, body, at.toISOString()) } : d,
  );
  if (step === 'evaluate') return { departments: JSON.stringify(departments) };
  if (step !== 'accept-hand-back') return carried(row, departments, at);
  const [part] = moved as [DepartmentCall];
  const { owner = part.handBack!.owner } = body as StepBody<'accept-hand-back'>;
  return carried(row, withPart(departments, calledInstead(otherThan(part, owner), part, at)), at);
}

import {
  departmentStage,
  isDepartmentStep,
  may,
  mayResolveAll,
  mayStep,
  transitions,
  whistleSteps,
  type DepartmentCall,
  type DepartmentStage,
  type DepartmentStep,
  type WhistleStep,
  type WholeStep,
} from '../../server/contract/matrix.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import type { Position } from '../../server/contract/geo.ts';

const departmentSteps = whistleSteps.filter(isDepartmentStep);
const wholeSteps = whistleSteps.filter((step): step is WholeStep => !isDepartmentStep(step));

/** What is asked of the person before a step is sent; a step without fields is sent at once. `?`: may stay empty. */
export const stepFields = {
  dispatch: ['to'],
  'hand-back': ['reason', 'owner'],
  'refuse-hand-back': ['reason'],
  'ask-extension': ['days', 'reason'],
  'refuse-extension': ['reason'],
  evaluate: ['grades', 'words?', 'pictures'],
  reopen: ['reason'],
  urge: ['words?'],
  chase: ['words?'],
  merge: ['into'],
  defer: ['days', 'reason'],
} as const satisfies Partial<Record<WhistleStep, readonly string[]>>;
export type FormStep = keyof typeof stepFields;
export type StepField = (typeof stepFields)[FormStep][number];
export const fieldsOf = (step: WhistleStep): readonly StepField[] =>
  step in stepFields ? stepFields[step as FormStep] : [];

/** Steps out of the usual way stand behind a switch, so that the next one is plain to see. */
const unusual: readonly WhistleStep[] = ['hand-back', 'ask-extension', 'urge', 'chase', 'defer', 'merge', 'reopen'];
const isUnusual = (step: WhistleStep): boolean => unusual.includes(step);

/** Steps that end something or decide about others, and ask for no words: a press by mistake must not take them. */
const grave: readonly WhistleStep[] = ['verify', 'close', 'accept-hand-back', 'grant-extension'];
export const isGrave = (step: WhistleStep): boolean => grave.includes(step);

/** A department's part and what it may do now: these are the buttons. */
export interface Part {
  call: DepartmentCall;
  stage: DepartmentStage;
  /** When it came to that stage; `null` for the first. */
  since: string | null;
  /** What is usually done next, and what else may be done. */
  steps: DepartmentStep[];
  more: DepartmentStep[];
}

/** What may be done with a whistle now. */
export interface LegalSteps {
  parts: Part[];
  /** Whether all that are not done may be called done at once. */
  resolveAll: boolean;
  steps: WholeStep[];
  more: WholeStep[];
}

const since: Record<DepartmentStage, (d: DepartmentCall) => string | null> = {
  called: () => null,
  dispatched: (d) => d.dispatchedAt,
  reported: (d) => d.reportedAt,
  'on-site': (d) => d.onSiteAt,
  resolved: (d) => d.resolvedAt,
  returning: (d) => d.handBack?.at ?? null,
  released: (d) => d.releasedAt,
};

/** Whether somebody has the right to a step, whatever the stage. */
export type MayStep = (w: Whistle, step: WhistleStep, department?: string) => boolean;

function legalPart(w: Whistle, call: DepartmentCall, mayTake: MayStep): Part {
  const stage = departmentStage(call);
  const legal = departmentSteps.filter((step) => mayStep(w, step, call) && mayTake(w, step, call.department));
  return {
    call,
    stage,
    since: since[stage](call),
    steps: legal.filter((step) => !isUnusual(step)),
    more: legal.filter(isUnusual),
  };
}

/** What may be done by whoever looks: the stage allows it, and so do their rights. */
export function legalSteps(w: Whistle, mayTake: MayStep): LegalSteps {
  const legal = wholeSteps.filter((step) => may(w, step) && mayTake(w, step));
  return {
    parts: w.departments.map((call) => legalPart(w, call, mayTake)),
    resolveAll:
      w.departments.length > 1 && mayResolveAll(w) && w.departments.every((d) => mayTake(w, 'resolve', d.department)),
    steps: legal.filter((step) => !isUnusual(step)),
    more: legal.filter(isUnusual),
  };
}

/** What has to be done next, by whoever looks: grades wait for nobody, and what is put off goes on by itself at its time. */
const isDue = (step: WhistleStep): boolean => step !== 'evaluate' && step !== 'resume';

/** Tells whether a whistle waits for whoever looks. One that has not changed is not looked at again. */
export function waitsFor(mayTake: MayStep): (w: Whistle) => boolean {
  const known = new WeakMap<Whistle, boolean>();
  return (w) => {
    const before = known.get(w);
    if (before !== undefined) return before;
    const { parts, steps } = legalSteps(w, mayTake);
    const waits = steps.some(isDue) || parts.some((part) => part.steps.some(isDue));
    known.set(w, waits);
    return waits;
  };
}

/** What a person has filled in so far. */
export interface StepDraft {
  text: string;
  owner: string;
  days: number;
  /** Grades from 1 to 5; 0 until somebody has chosen: full marks must not be given without a thought. */
  speed: number;
  quality: number;
  into: string;
}
export const newStepDraft = (): StepDraft => ({ text: '', owner: '', days: 1, speed: 0, quality: 0, into: '' });

const dayMs = 86_400_000;

/**
 * The body to send, without the department; `null` while a field is missing. An extension is counted from the present
 * deadline, or from `nowMs` (city time) where that has passed; putting off from `nowMs`.
 */
export function stepBody(
  step: FormStep,
  draft: StepDraft,
  context: { resolveBy: string | null; nowMs: number },
): Record<string, unknown> | null {
  const [text, owner] = [draft.text.trim(), draft.owner.trim()];
  if (fieldsOf(step).includes('days') && !(draft.days >= 1 && draft.days <= 365)) return null;
  switch (step) {
    case 'dispatch':
      return text === '' ? null : { to: text };
    case 'hand-back':
      return text === '' || owner === '' ? null : { reason: text, owner };
    case 'ask-extension': {
      const from = Math.max(context.nowMs, context.resolveBy === null ? 0 : Date.parse(context.resolveBy));
      return text === '' ? null : { reason: text, until: new Date(from + draft.days * dayMs).toISOString() };
    }
    case 'defer': {
      const until = new Date(context.nowMs + draft.days * dayMs).toISOString();
      return text === '' ? null : { reason: text, until };
    }
    case 'evaluate':
      if (draft.speed === 0 || draft.quality === 0) return null;
      return { speed: draft.speed, quality: draft.quality, words: text === '' ? null : text };
    case 'urge':
    case 'chase':
      return { words: text === '' ? null : text };
    case 'merge':
      return draft.into === '' ? null : { into: draft.into };
    default:
      return text === '' ? null : { reason: text };
  }
}

const squaredDegrees = ([lng, lat]: Position, [otherLng, otherLat]: Position): number =>
  ((lng - otherLng) * Math.cos((lat * Math.PI) / 180)) ** 2 + (lat - otherLat) ** 2;

/** Whistles that this one may be merged into, the nearest first: those of its own district that are under way. */
export const mergeTargets = (w: Whistle, open: readonly Whistle[], most = 20): Whistle[] =>
  open
    .filter((x) => x.id !== w.id && x.district === w.district)
    .filter((x) => x.deferral === null && (transitions.merge.from as readonly string[]).includes(x.stage))
    .sort((a, b) => squaredDegrees(a.position, w.position) - squaredDegrees(b.position, w.position))
    .slice(0, most);

import { z } from 'zod';
import { instantSchema } from './geo.ts';

const reached = instantSchema.nullable();
const words = z.string();

/** What a department asked for and nobody has decided yet. */
const handBackSchema = z.object({
  at: instantSchema,
  reason: words,
  /** Department whose matter it is, in the view of the one that hands it back. */
  owner: z.string(),
});
const extensionSchema = z.object({ at: instantSchema, reason: words, until: instantSchema });

/** 一事一评: the street's grades for one department, 1 (poor) to 5 (very good). */
export const gradeSchema = z.int().min(1).max(5);
const evaluationSchema = z.object({
  at: instantSchema,
  speed: gradeSchema,
  quality: gradeSchema,
  words: words.nullable(),
  /** Ids of the pictures that it refers to. */
  pictures: z.array(z.uuid()),
});

/** What the server's clock does about a deadline: when it begins to warn, and when it did warn and found it passed. */
export const alarmSchema = z
  .object({ warnAt: instantSchema, warnedAt: reached, lateAt: reached })
  .meta({ id: 'Alarm' });
export type Alarm = z.infer<typeof alarmSchema>;

/** One department's part of a whistle: when it came to each stage, city time; `null` where it did not, or passed it over. */
export const departmentCallSchema = z
  .object({
    department: z.string(),
    calledAt: instantSchema,
    /** Its own deadlines; `null` where there is none. */
    reportBy: reached,
    resolveBy: reached,
    /** Alarms of these two; `null` where there is no deadline. */
    reportAlarm: alarmSchema.nullable(),
    resolveAlarm: alarmSchema.nullable(),
    dispatchedAt: reached,
    /** Team or person that was sent, in the department's words. */
    dispatchedTo: z.string().nullable(),
    reportedAt: reached,
    onSiteAt: reached,
    resolvedAt: reached,
    /** When the command centre took the part from it: the matter is another department's. */
    releasedAt: reached,
    handBack: handBackSchema.nullable(),
    extension: extensionSchema.nullable(),
    evaluation: evaluationSchema.nullable(),
  })
  .meta({ id: 'DepartmentCall' });
export type DepartmentCall = z.infer<typeof departmentCallSchema>;

/** When a part began, and by when it must be where. */
export type PartClock = Pick<DepartmentCall, 'calledAt' | 'reportBy' | 'resolveBy' | 'reportAlarm' | 'resolveAlarm'>;

/** A part at its beginning. */
export const departmentCalled = (department: string, clock: PartClock): DepartmentCall => ({
  department,
  ...clock,
  dispatchedAt: null,
  dispatchedTo: null,
  reportedAt: null,
  onSiteAt: null,
  resolvedAt: null,
  releasedAt: null,
  handBack: null,
  extension: null,
  evaluation: null,
});

/** Stages of a department's part: 吹哨 → 派单 → 报到 → 到场 → 办结, or 退回待定 → 已改派. */
export const departmentStages = [
  'called',
  'dispatched',
  'reported',
  'on-site',
  'resolved',
  'returning',
  'released',
] as const;
export type DepartmentStage = (typeof departmentStages)[number];

/** 吹哨 → 报到 (every department called is in) → 处置完成 (every one is done) → 核实 → 结案; or 并案. */
export const whistleStageSchema = z.enum(['called', 'reported', 'resolved', 'verified', 'closed', 'merged']);
export type WhistleStage = z.infer<typeof whistleStageSchema>;
/** Stages that a whistle rests in: it is no longer open. */
export const endStages = ['closed', 'merged'] as const satisfies readonly WhistleStage[];
export type OpenStage = Exclude<WhistleStage, (typeof endStages)[number]>;
export const isOpen = (stage: WhistleStage): stage is OpenStage =>
  !(endStages as readonly WhistleStage[]).includes(stage);

export function departmentStage(d: DepartmentCall): DepartmentStage {
  if (d.releasedAt !== null) return 'released';
  if (d.handBack !== null) return 'returning';
  if (d.resolvedAt !== null) return 'resolved';
  if (d.onSiteAt !== null) return 'on-site';
  if (d.reportedAt !== null) return 'reported';
  return d.dispatchedAt === null ? 'called' : 'dispatched';
}

/** The parts that count: without those that were taken from their department. At least one is left always. */
export const liveParts = (parts: readonly DepartmentCall[]): DepartmentCall[] =>
  parts.filter((d) => d.releasedAt === null);

/** The stage that the parts of an open whistle amount to: it is as far as the one that is farthest behind. */
export function stageOfParts(parts: readonly DepartmentCall[]): 'called' | 'reported' | 'resolved' {
  const live = liveParts(parts);
  if (live.every((d) => d.resolvedAt !== null)) return 'resolved';
  return live.every((d) => d.reportedAt !== null) ? 'reported' : 'called';
}

/** Who takes a step: a department called, the street that blew, or the command centre. */
export type Actor = 'department' | 'street' | 'centre';

/** A step of one department's part. `during`: stages of the whistle in which it may be taken. */
interface DepartmentRule {
  of: 'department';
  by: Actor;
  during: readonly WhistleStage[];
  from: readonly DepartmentStage[];
  /** `same`: the part stays where it stands; `before`: back to where it stood. */
  to: DepartmentStage | 'same' | 'before';
}
interface WhistleRule {
  of: 'whistle';
  by: Actor;
  from: readonly WhistleStage[];
  to: WhistleStage | 'same';
}

const atWork = ['called', 'dispatched', 'reported', 'on-site'] as const;
const underWay = ['called', 'reported'] as const;

/**
 * Which command is legal in which stage, who gives it, and where it leads: the one table that server, interface and
 * README follow. A command of a department moves that department's part, one of the whistle the whole.
 */
export const transitions = {
  dispatch: { of: 'department', by: 'department', during: underWay, from: ['called'], to: 'dispatched' },
  'report-in': { of: 'department', by: 'department', during: underWay, from: ['called', 'dispatched'], to: 'reported' },
  arrive: { of: 'department', by: 'department', during: underWay, from: ['reported'], to: 'on-site' },
  resolve: { of: 'department', by: 'department', during: underWay, from: ['reported', 'on-site'], to: 'resolved' },
  'hand-back': { of: 'department', by: 'department', during: underWay, from: atWork, to: 'returning' },
  'accept-hand-back': { of: 'department', by: 'centre', during: underWay, from: ['returning'], to: 'released' },
  'refuse-hand-back': { of: 'department', by: 'centre', during: underWay, from: ['returning'], to: 'before' },
  'ask-extension': { of: 'department', by: 'department', during: underWay, from: atWork, to: 'same' },
  'grant-extension': { of: 'department', by: 'centre', during: underWay, from: atWork, to: 'same' },
  'refuse-extension': { of: 'department', by: 'centre', during: underWay, from: atWork, to: 'same' },
  evaluate: { of: 'department', by: 'street', during: ['closed'], from: ['resolved'], to: 'same' },
  verify: { of: 'whistle', by: 'street', from: ['resolved'], to: 'verified' },
  close: { of: 'whistle', by: 'street', from: ['verified'], to: 'closed' },
  reopen: { of: 'whistle', by: 'street', from: ['resolved', 'verified', 'closed'], to: 'reported' },
  urge: { of: 'whistle', by: 'street', from: underWay, to: 'same' },
  chase: { of: 'whistle', by: 'centre', from: underWay, to: 'same' },
  merge: { of: 'whistle', by: 'centre', from: underWay, to: 'merged' },
  defer: { of: 'whistle', by: 'centre', from: underWay, to: 'same' },
  resume: { of: 'whistle', by: 'centre', from: underWay, to: 'same' },
} as const satisfies Record<string, DepartmentRule | WhistleRule>;
export type WhistleStep = keyof typeof transitions;
type StepOf<O extends 'department' | 'whistle'> = {
  [S in WhistleStep]: (typeof transitions)[S]['of'] extends O ? S : never;
}[WhistleStep];
export type DepartmentStep = StepOf<'department'>;
export type WholeStep = StepOf<'whistle'>;
export const whistleSteps = Object.keys(transitions) as WhistleStep[];
export const isDepartmentStep = (step: WhistleStep): step is DepartmentStep => transitions[step].of === 'department';

/** What the rules look at. */
export interface Parts {
  stage: WhistleStage;
  departments: readonly DepartmentCall[];
  /** Put off 缓办 by the command centre; `null` where it is not. */
  deferral: object | null;
}

/** What is put off stands still, its clocks too: the one step is to take it up again. */
const isStandingStill = ({ deferral }: Parts, step: WhistleStep): boolean =>
  (deferral !== null) !== (step === 'resume');

/** What a part must hold besides its stage. */
const holds: Partial<Record<DepartmentStep, (d: DepartmentCall) => boolean>> = {
  'ask-extension': (d) => d.extension === null && d.resolveBy !== null,
  'grant-extension': (d) => d.extension !== null,
  'refuse-extension': (d) => d.extension !== null,
  evaluate: (d) => d.evaluation === null,
};

/** Whether one department's part may take this step now. */
export function mayStep(w: Parts, step: DepartmentStep, part: DepartmentCall): boolean {
  const rule: DepartmentRule = transitions[step];
  if (isStandingStill(w, step)) return false;
  return rule.during.includes(w.stage) && rule.from.includes(departmentStage(part)) && (holds[step]?.(part) ?? true);
}

/** Whether the whole whistle may take this step now. */
export const may = (w: Parts, step: WholeStep): boolean =>
  !isStandingStill(w, step) && (transitions[step].from as readonly WhistleStage[]).includes(w.stage);

/** The parts that `resolve` without a department speaks for. */
export const unresolved = (w: Parts): DepartmentCall[] => liveParts(w.departments).filter((d) => d.resolvedAt === null);

/** Whether `resolve` without a department is legal: there is a part that is not done, and each such can be done now. */
export function mayResolveAll(w: Parts): boolean {
  const left = unresolved(w);
  return left.length > 0 && left.every((d) => mayStep(w, 'resolve', d));
}

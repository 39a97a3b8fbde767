import { z } from 'zod';
import { idSchema } from './id.ts';
import { instantSchema, positionSchema } from './geo.ts';
import { maxPicturesPerGrade, pictureStepSchema } from './picture.ts';
import { itemCodeSchema, whistleItemSchema } from './item.ts';
import { whistleKindSchema, whistleRiskSchema, type WhistleKind } from './kinds.ts';
import {
  alarmSchema,
  departmentCallSchema,
  gradeSchema,
  isOpen,
  liveParts,
  whistleStageSchema,
  type Alarm,
  type DepartmentCall,
  type WhistleStep,
} from './matrix.ts';

export const whistleSchema = z
  .object({
    id: z.uuid(),
    /** Running number in the city, for people: `W000123`. */
    code: z.string(),
    title: z.string(),
    kind: whistleKindSchema,
    risk: whistleRiskSchema,
    /** The item of the list that it was blown under; `null` where it names none. */
    item: whistleItemSchema.nullable(),
    position: positionSchema,
    zone: z.int(),
    community: z.string(),
    street: z.string(),
    district: z.string(),
    departments: z.array(departmentCallSchema),
    stage: whistleStageSchema,
    calledAt: instantSchema,
    /** The latest of the departments' deadlines. */
    reportBy: instantSchema.nullable(),
    resolveBy: instantSchema.nullable(),
    reportedAt: instantSchema.nullable(),
    resolvedAt: instantSchema.nullable(),
    verifiedAt: instantSchema.nullable(),
    closedAt: instantSchema.nullable(),
    /** 催办 by the street and 督办 by the command centre: how often, and the last one. */
    urges: z.int(),
    chases: z.int(),
    lastNudge: z
      .object({ kind: z.enum(['urge', 'chase']), at: instantSchema, words: z.string().nullable() })
      .nullable(),
    reopened: z.int().meta({ description: 'How often it was reopened' }),
    /** 缓办: put off by the command centre until then; its clocks stand still. */
    deferral: z.object({ at: instantSchema, reason: z.string(), until: instantSchema }).nullable(),
    deferrals: z.int().meta({ description: 'How often it was put off' }),
    /** Alarm of its deadline to be closed, which is `resolveBy`; `null` where there is none. */
    closeAlarm: alarmSchema.nullable(),
    /** The whistle that it was merged into, as a duplicate. */
    mergedInto: z.uuid().nullable(),
    origin: z.enum(['person', 'demo', 'replay']),
    /** Number of the record in the system that it came from. */
    sourceId: z.string().nullable(),
    pictures: z.int().meta({ description: 'How many pictures stand on it; 0 to whoever may not see them' }),
    /** `seq` of the last event that changed it. */
    seq: z.int(),
    version: z.int(),
  })
  .meta({ id: 'Whistle' });
export type Whistle = z.infer<typeof whistleSchema>;

const at = instantSchema.optional().meta({ description: 'When it happened; only in a city on a simulated clock' });

export const whistleCallSchema = z
  .strictObject({
    /** Left out where an item is named: its name. */
    title: z.string().trim().min(1).max(200).optional(),
    /** Item of the list in force; it says kind and risk, who may be called, and the deadlines. */
    item: itemCodeSchema.optional(),
    /** Left out: the item's; without one `problem` and `normal`. */
    kind: whistleKindSchema.optional(),
    risk: whistleRiskSchema.optional(),
    position: positionSchema,
    departments: z
      .array(z.string().trim().min(1).max(60))
      .min(1)
      .max(20)
      .refine((names) => new Set(names).size === names.length, 'a department is named twice'),
    /** Deadlines; left out, they follow from the item, else from the kind. `null` means that there is none. */
    reportBy: instantSchema.nullable().optional(),
    resolveBy: instantSchema.nullable().optional(),
    origin: z.enum(['person', 'demo', 'replay']).default('person'),
    sourceId: z.string().max(100).nullable().default(null),
    at,
  })
  .refine(({ title, item }) => title !== undefined || item !== undefined, {
    path: ['title'],
    error: 'a title, or an item whose name it takes',
  })
  .meta({ id: 'WhistleCall' });
export type WhistleCall = z.infer<typeof whistleCallSchema>;

const department = z.string().trim().min(1).max(60);
const reason = z.string().trim().min(1).max(500);
const words = z.string().trim().min(1).max(500).nullable().default(null);
const ofOne = z.strictObject({ department, at });
const ofOneWithReason = z.strictObject({ department, reason, at });
const nudge = z.strictObject({ words, at });
const named = <T extends z.ZodType>(schema: T, id: string): T => schema.meta({ id });

/** Bodies of the steps (`transitions`). `resolve` without a department speaks for all that are not done yet. */
export const stepSchemas = {
  dispatch: named(
    z.strictObject({
      department,
      to: z.string().trim().min(1).max(60).meta({ description: 'Team or person that is sent' }),
      at,
    }),
    'Dispatch',
  ),
  'report-in': named(ofOne.clone(), 'ReportIn'),
  arrive: named(ofOne.clone(), 'Arrive'),
  resolve: named(z.strictObject({ department: department.optional(), at }), 'Resolve'),
  'hand-back': named(
    z.strictObject({
      department,
      reason,
      owner: department.meta({ description: 'Department whose matter it is' }),
      at,
    }),
    'HandBack',
  ),
  'accept-hand-back': named(
    z.strictObject({
      department,
      owner: department.optional().meta({ description: 'Department that is called instead; left out, the one named' }),
      at,
    }),
    'AcceptHandBack',
  ),
  'refuse-hand-back': named(ofOneWithReason.clone(), 'RefuseHandBack'),
  'ask-extension': named(z.strictObject({ department, reason, until: instantSchema, at }), 'AskExtension'),
  'grant-extension': named(ofOne.clone(), 'GrantExtension'),
  'refuse-extension': named(ofOneWithReason.clone(), 'RefuseExtension'),
  evaluate: named(
    z.strictObject({
      department,
      speed: gradeSchema,
      quality: gradeSchema,
      words,
      pictures: z
        .array(idSchema)
        .max(maxPicturesPerGrade)
        .default([])
        .meta({ description: 'Pictures that were put to this grade before' }),
      at,
    }),
    'Evaluate',
  ),
  verify: named(z.strictObject({ at }), 'Verify'),
  close: named(z.strictObject({ at }), 'Close'),
  reopen: named(
    z.strictObject({
      reason,
      departments: z
        .array(department)
        .min(1)
        .max(50)
        .optional()
        .meta({ description: 'Whose part is open again; left out, all of them' }),
      resolveBy: instantSchema.optional().meta({ description: 'Their new deadline; left out, the old one stays' }),
      at,
    }),
    'Reopen',
  ),
  urge: named(nudge.clone(), 'Urge'),
  chase: named(nudge.clone(), 'Chase'),
  merge: named(
    z.strictObject({
      into: idSchema.meta({ description: 'The open whistle about the same matter; departments it lacks are called' }),
      at,
    }),
    'Merge',
  ),
  defer: named(
    z.strictObject({
      reason,
      until: instantSchema.meta({ description: 'City time at which it is taken up again by itself' }),
      at,
    }),
    'Defer',
  ),
  resume: named(z.strictObject({ at }), 'Resume'),
} as const satisfies Record<WhistleStep, z.ZodType>;
export type StepBody<S extends WhistleStep> = z.output<(typeof stepSchemas)[S]>;

/** What a deadline is for. */
export const alarmOfSchema = z.enum(['report', 'resolve', 'close']);
/** Who is told when a deadline warns or is passed. */
export const escalationSchema = z.enum(['department-head', 'street', 'district', 'centre']);
export type Escalation = z.infer<typeof escalationSchema>;

/** A picture as the history names it. */
export const eventPictureSchema = z.object({ id: z.uuid(), step: pictureStepSchema });

/** One thing that happened to a whistle: kind of event, whose part it was about, what was said with it. */
export const historyRowSchema = z
  .object({
    seq: z.int(),
    type: z.string(),
    at: instantSchema,
    department: z.string().nullable(),
    words: z.string().nullable(),
    /** Of an alarm: the deadline that it was about, and who was told. */
    deadline: alarmOfSchema.nullable(),
    escalatedTo: z.array(escalationSchema).nullable(),
    /** The picture that was put, and to which step. */
    picture: eventPictureSchema.nullable(),
  })
  .meta({ id: 'WhistleHistoryRow' });
export type HistoryRow = z.infer<typeof historyRowSchema>;

/** Default deadlines by kind, minutes from the call: to report in, to resolve. Assumed until the list of items exists. */
export const defaultDeadlineMinutes: Record<WhistleKind, { report: number; resolve: number }> = {
  emergency: { report: 30, resolve: 24 * 60 },
  'joint-enforcement': { report: 24 * 60, resolve: 5 * 24 * 60 },
  problem: { report: 48 * 60, resolve: 10 * 24 * 60 },
};

/** What a whistle looks like now: one word, shape and colour everywhere (map, list, legend). */
export type WhistleState = 'new' | 'in-hand' | 'warning' | 'late' | 'closed';

/** A deadline that runs, and its alarm. */
export interface RunningDeadline {
  /** Whose it is; `null`: the street's, to close the whole. */
  department: string | null;
  of: z.infer<typeof alarmOfSchema>;
  byMs: number;
  warnAtMs: number;
  alarm: Alarm;
}

const running = (
  department: string | null,
  of: RunningDeadline['of'],
  by: string | null,
  alarm: Alarm | null,
): RunningDeadline[] =>
  by === null || alarm === null
    ? []
    : [{ department, of, byMs: Date.parse(by), warnAtMs: Date.parse(alarm.warnAt), alarm }];

/** The deadlines of a part that run now: to report in while it is not in, to resolve while it is not done. */
const runningOf = (d: DepartmentCall): RunningDeadline[] => [
  ...(d.reportedAt === null ? running(d.department, 'report', d.reportBy, d.reportAlarm) : []),
  ...(d.resolvedAt === null ? running(d.department, 'resolve', d.resolveBy, d.resolveAlarm) : []),
];

/** A whistle is never changed but replaced, and asked about many times a second: its deadlines are read once. */
const readDeadlines = new WeakMap<Whistle, readonly RunningDeadline[]>();

/**
 * All deadlines that run, the next one first: of the departments, and of the whole until it is closed. None runs while it
 * is put off.
 */
export function runningDeadlines(w: Whistle): readonly RunningDeadline[] {
  let all = readDeadlines.get(w);
  if (all === undefined) {
    const whole = running(null, 'close', w.resolveBy, w.closeAlarm);
    all =
      isOpen(w.stage) && w.deferral === null
        ? [...liveParts(w.departments).flatMap(runningOf), ...whole].sort((a, b) => a.byMs - b.byMs)
        : [];
    readDeadlines.set(w, all);
  }
  return all;
}

/** The deadline that ends next, ms since the epoch; `null` where none runs. */
export const runningDeadlineMs = (w: Whistle): number | null => runningDeadlines(w)[0]?.byMs ?? null;

/**
 * The state of a whistle at city time `nowMs` (ms since the epoch). Late wins over warning, warning over the stage. The
 * deadline to resolve runs until the whistle is closed: that is what "closed in time" counts.
 */
export function whistleState(w: Whistle, nowMs: number): WhistleState {
  if (!isOpen(w.stage)) return 'closed';
  let state: WhistleState = w.stage === 'called' ? 'new' : 'in-hand';
  for (const { byMs, warnAtMs } of runningDeadlines(w)) {
    if (nowMs > byMs) return 'late';
    if (nowMs >= warnAtMs) state = 'warning';
  }
  return state;
}

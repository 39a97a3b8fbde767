import { z } from 'zod';
import { instantSchema, positionSchema } from './geo.ts';
import { departmentCallSchema, whistleStageSchema, type WhistleStep } from './matrix.ts';

/** The three official kinds: a problem the street cannot solve, joint enforcement, emergency. */
export const whistleKindSchema = z.enum(['problem', 'joint-enforcement', 'emergency']);
export type WhistleKind = z.infer<typeof whistleKindSchema>;

export const whistleRiskSchema = z.enum(['normal', 'high', 'critical']);

export const whistleSchema = z
  .object({
    id: z.uuid(),
    /** Running number in the city, for people: `W000123`. */
    code: z.string(),
    title: z.string(),
    kind: whistleKindSchema,
    risk: whistleRiskSchema,
    position: positionSchema,
    zone: z.int(),
    community: z.string(),
    street: z.string(),
    district: z.string(),
    departments: z.array(departmentCallSchema),
    stage: whistleStageSchema,
    calledAt: instantSchema,
    reportBy: instantSchema.nullable(),
    resolveBy: instantSchema.nullable(),
    reportedAt: instantSchema.nullable(),
    resolvedAt: instantSchema.nullable(),
    closedAt: instantSchema.nullable(),
    origin: z.enum(['person', 'demo', 'replay']),
    /** Number of the record in the system that it came from. */
    sourceId: z.string().nullable(),
    /** `seq` of the last event that changed it. */
    seq: z.int(),
    version: z.int(),
  })
  .meta({ id: 'Whistle' });
export type Whistle = z.infer<typeof whistleSchema>;

const at = instantSchema.optional().meta({ description: 'When it happened; only in a city on a simulated clock' });

export const whistleCallSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    kind: whistleKindSchema.default('problem'),
    risk: whistleRiskSchema.default('normal'),
    position: positionSchema,
    departments: z
      .array(z.string().trim().min(1).max(60))
      .min(1)
      .max(20)
      .refine((names) => new Set(names).size === names.length, 'a department is named twice'),
    /** Deadlines; left out, they follow from the kind. `null` means that there is none. */
    reportBy: instantSchema.nullable().optional(),
    resolveBy: instantSchema.nullable().optional(),
    origin: z.enum(['person', 'demo', 'replay']).default('person'),
    sourceId: z.string().max(100).nullable().default(null),
    at,
  })
  .meta({ id: 'WhistleCall' });
export type WhistleCall = z.infer<typeof whistleCallSchema>;

const department = z.string().trim().min(1).max(60);
/** Bodies of the steps (`transitions`). `resolve` without a department speaks for all that are not done yet. */
export const stepSchemas = {
  dispatch: z
    .strictObject({
      department,
      to: z.string().trim().min(1).max(60).meta({ description: 'Team or person that is sent' }),
      at,
    })
    .meta({ id: 'Dispatch' }),
  'report-in': z.strictObject({ department, at }).meta({ id: 'ReportIn' }),
  arrive: z.strictObject({ department, at }).meta({ id: 'Arrive' }),
  resolve: z.strictObject({ department: department.optional(), at }).meta({ id: 'Resolve' }),
  close: z.strictObject({ at }).meta({ id: 'Close' }),
} as const satisfies Record<WhistleStep, z.ZodType>;

/** Default deadlines by kind, minutes from the call: to report in, to resolve. Assumed until the list of items exists. */
export const defaultDeadlineMinutes: Record<WhistleKind, { report: number; resolve: number }> = {
  emergency: { report: 30, resolve: 24 * 60 },
  'joint-enforcement': { report: 24 * 60, resolve: 5 * 24 * 60 },
  problem: { report: 48 * 60, resolve: 10 * 24 * 60 },
};

/** What a whistle looks like now: one word, shape and colour everywhere (map, list, legend). */
export type WhistleState = 'new' | 'in-hand' | 'warning' | 'late' | 'closed';

/** A deadline warns when less than this share of its time is left. */
export const warningShare = 0.2;

/** The deadline that ends next: to report in counts while departments are missing; `null` where there is none. */
export const runningDeadline = (w: Whistle): string | null =>
  w.stage === 'called' &&
  w.reportBy !== null &&
  (w.resolveBy === null || Date.parse(w.reportBy) < Date.parse(w.resolveBy))
    ? w.reportBy
    : w.resolveBy;

/**
 * The state of a whistle at city time `nowMs` (ms since the epoch). Late wins over warning, warning over the stage. The
 * deadline to resolve runs until the whistle is closed: that is what "closed in time" counts.
 */
export function whistleState(w: Whistle, nowMs: number): WhistleState {
  if (w.stage === 'closed') return 'closed';
  let state: WhistleState = w.stage === 'called' ? 'new' : 'in-hand';
  for (const by of [w.stage === 'called' ? w.reportBy : null, w.resolveBy]) {
    if (by === null) continue;
    const due = Date.parse(by);
    if (nowMs > due) return 'late';
    if (due - nowMs < warningShare * (due - Date.parse(w.calledAt))) state = 'warning';
  }
  return state;
}

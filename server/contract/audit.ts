import { z } from 'zod';
import { idSchema } from './id.ts';
import { instantSchema } from './geo.ts';

/** The record of who did what, as an auditor reads it. */
export const auditActorSchema = z.object({
  kind: z.enum(['person', 'token', 'system', 'nobody']),
  id: z.string(),
  name: z.string(),
});
export const auditOutcomeSchema = z.enum(['taken', 'refused']);

export const auditRowSchema = z
  .object({
    /** Place in the chain, from 1 without a gap. */
    seq: z.int(),
    at: instantSchema.meta({ description: 'Real time' }),
    actor: auditActorSchema,
    /** Operation of the API, or what the server did by itself. */
    action: z.string(),
    /** Path of the API. */
    target: z.string(),
    /** Code of the whistle that the path leads to, looked up when the row is read; `null` where it leads to none. */
    whistle: z.string().nullable(),
    outcome: auditOutcomeSchema,
    /** Problem code of a refusal. */
    code: z.string().nullable(),
    /** What was sent: JSON, as the text that was hashed. */
    detail: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditRow' });
export type AuditRowShown = z.infer<typeof auditRowSchema>;

/** Where a chain ends: to be kept elsewhere, since a chain made anew from its beginning is sound in itself. */
export const auditHeadSchema = z
  .object({ chain: z.string(), seq: z.int(), hash: z.string(), at: instantSchema.nullable() })
  .meta({ id: 'AuditHead' });
export type AuditHead = z.infer<typeof auditHeadSchema>;

/** Of a whistle: its id, or its code as people write it. */
const whistleRef = z.union([idSchema, z.string().regex(/^W\d{1,9}$/)]);
export const auditFilterSchema = z.strictObject({
  person: z.string().trim().min(1).max(100).optional().meta({ description: 'Part of a name, or an id' }),
  action: z.string().trim().min(1).max(60).optional(),
  outcome: auditOutcomeSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional().meta({ description: 'Not included' }),
  whistle: whistleRef.optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** Newest first; `next` is the `before` of the page that follows, null on the last. */
export const auditPageSchema = z.object({ rows: z.array(auditRowSchema), next: z.int().nullable() });
export type AuditPage = z.infer<typeof auditPageSchema>;

export const auditFaultSchema = z.object({
  seq: z.int(),
  /** Last of several. */
  to: z.int().optional(),
  fault: z.enum(['changed', 'missing', 'out-of-place', 'unwritten-head']),
});
/** One step of a check: the rows from `from` to `to`, and what is wrong with them. */
export const auditCheckSchema = z
  .object({
    from: z.int(),
    to: z.int(),
    rows: z.int(),
    faults: z.array(auditFaultSchema),
    /** Whether the chain's end was reached and compared. */
    done: z.boolean(),
    head: auditHeadSchema,
  })
  .meta({ id: 'AuditCheck' });
export type AuditCheck = z.infer<typeof auditCheckSchema>;

/** Rows that one step of a check looks at, at the most. */
export const auditCheckStep = 20_000;

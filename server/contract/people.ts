import { z } from 'zod';
import { cityIdSchema } from './city.ts';

/**
 * What a person does here: 指挥中心, 街道负责人, 部门调度员, 处置人员, 规划人员, 大屏, 审计员, 系统管理员.
 * A `display` is a screen on a wall: it reads, lives long, and sees neither names nor telephone numbers.
 */
export const roleSchema = z.enum([
  'centre',
  'street-leader',
  'dispatcher',
  'responder',
  'planner',
  'display',
  'auditor',
  'administrator',
]);
export type Role = z.infer<typeof roleSchema>;

/** A role and where it holds. */
export const grantSchema = z
  .strictObject({
    role: roleSchema,
    /** `null`: every city. */
    city: cityIdSchema.nullable(),
    /** Code of a district, street or community; `null`: the whole city. */
    area: z.string().min(1).max(20).nullable(),
    /** Department that a dispatcher or responder belongs to; `null` for the other roles. */
    department: z.string().trim().min(1).max(60).nullable(),
  })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof grantSchema>;

/** Who asks: a person signed in, a token (a program or a screen), or the server itself. */
export interface Subject {
  kind: 'person' | 'token' | 'system';
  /** Of the person or token; `system` for the server. */
  id: string;
  name: string;
  grants: readonly Grant[];
}

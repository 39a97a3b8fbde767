import { z } from 'zod';
import { positionSchema } from './geo.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:MM');
export const openingHoursSchema = z
  .object({
    /** ISO weekdays, 1 = Monday. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    from: clockTime,
    to: clockTime,
  })
  .refine((h) => h.from < h.to, 'must close after it opens')
  .meta({ id: 'OpeningHours' });

export const stationKindSchema = z.enum(['vanguard', 'centre', 'neighbourhood']);
export const dutyTeamSchema = z.object({ name: z.string().trim().min(1).max(60), people: z.int().min(0).max(10_000) });

export const stationSchema = z
  .object({
    id: z.uuid(),
    code: z.string(),
    kind: stationKindSchema,
    name: z.string(),
    nameEn: z.string(),
    position: positionSchema,
    /** Index and codes of where it stands. */
    zone: z.int(),
    community: z.string(),
    street: z.string(),
    district: z.string(),
    hours: z.array(openingHoursSchema),
    dutyTeam: dutyTeamSchema,
    /** In service: only these cast a service circle. */
    open: z.boolean(),
    synthetic: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Station' });
export type Station = z.infer<typeof stationSchema>;

export const stationCreateSchema = z
  .strictObject({
    kind: stationKindSchema.default('vanguard'),
    name: z.string().trim().min(1).max(60),
    nameEn: z.string().trim().max(120).optional(),
    position: positionSchema,
    hours: z.array(openingHoursSchema).max(14).default([]),
    dutyTeam: dutyTeamSchema.default({ name: '待定', people: 0 }),
    open: z.boolean().default(true),
  })
  .meta({ id: 'StationCreate' });
export type StationCreate = z.infer<typeof stationCreateSchema>;

/** Move (`position`) or open and close (`open`); exactly one at a time, so that each is an event of its own. */
export const stationChangeSchema = z
  .strictObject({ position: positionSchema.optional(), open: z.boolean().optional() })
  .refine((c) => (c.position === undefined) !== (c.open === undefined), 'give either position or open')
  .meta({ id: 'StationChange' });
export type StationChange = z.infer<typeof stationChangeSchema>;

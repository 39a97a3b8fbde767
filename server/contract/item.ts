import { z } from 'zod';
import { whistleKindSchema, whistleRiskSchema } from './kinds.ts';

/** A length of time that a deadline grants. Working time counts by the city's office hours and the Chinese calendar. */
export const periodSchema = z
  .strictObject({
    amount: z.int().min(1).max(1000),
    unit: z.enum(['minute', 'hour', 'day']),
    time: z.enum(['working', 'calendar']),
  })
  .meta({ id: 'Period' });
export type Period = z.infer<typeof periodSchema>;

/** No control characters, no half characters and no non-characters: a list goes through files of several formats and comes back the same. */
const plain = /^[^\p{Cc}\p{Cs}\u2028\u2029\ufdd0-\ufdef\ufffd-\uffff]*$/u;
/** Without the marks that stand between names in a cell of a list. */
const departmentName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(plain)
  .regex(/^[^、,，;；|]*$/);
export const itemCodeSchema = z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,19}$/);
/** Day of the city's calendar, `YYYY-MM-DD`. */
export const daySchema = z.iso.date();

/** One item of the list: what may be called for, who may be called, and by when they must come and be done. */
export const itemSchema = z
  .strictObject({
    code: itemCodeSchema,
    name: z.string().trim().min(1).max(100).regex(plain),
    kind: whistleKindSchema,
    /** Departments that may be called; the one that leads is among them. */
    departments: z.array(departmentName).min(1).max(20),
    lead: departmentName,
    reportWithin: periodSchema,
    resolveWithin: periodSchema,
    risk: whistleRiskSchema,
    /** How much its evaluations count in a department's score. */
    weight: z.number().positive().max(100),
  })
  .meta({ id: 'Item' });
export type Item = z.infer<typeof itemSchema>;

/** The list that holds from a day on, until the next one begins. */
export const itemListSchema = z
  .object({ startsOn: daySchema, items: z.array(itemSchema).min(1).max(1000) })
  .meta({ id: 'ItemList' });
export type ItemList = z.infer<typeof itemListSchema>;

/** What a whistle keeps of the item that it was blown under, whatever becomes of the list. */
export const whistleItemSchema = itemSchema
  .pick({ code: true, name: true, lead: true, reportWithin: true, resolveWithin: true, weight: true })
  .extend({ startsOn: daySchema })
  .meta({ id: 'WhistleItem' });
export type WhistleItem = z.infer<typeof whistleItemSchema>;

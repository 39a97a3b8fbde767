import type { Kysely } from 'kysely';
import type { Item } from '../../../server/contract/item.ts';
import type { Database } from '../../../server/db/schema.ts';

/** Weights that no sum of doubles keeps exactly are among them. */
export const weights = [0.1, 0.7, 2];

/** A list with one item of each weight, `W-<ten times it>`, that any of these departments may be called under. */
export async function putItems(db: Kysely<Database>, city: string, departments: string[]): Promise<void> {
  const within = { amount: 10, unit: 'day', time: 'calendar' } as const;
  const items = weights.map((weight): Item => ({
    code: `W-${weight * 10}`,
    name: `事项 ${weight}`,
    kind: 'problem',
    departments,
    lead: departments[0]!,
    reportWithin: { ...within, amount: 2 },
    resolveWithin: within,
    risk: 'normal',
    weight,
  }));
  await db
    .insertInto('item_list')
    .values({ city_id: city, starts_on: '2026-01-01', items: JSON.stringify(items), version: 1 })
    .execute();
}

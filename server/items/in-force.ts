import type { Kysely, Transaction } from 'kysely';
import type { ItemList } from '../contract/item.ts';
import type { Database } from '../db/schema.ts';

/** The list that holds on a day of the city's calendar (`YYYY-MM-DD`); undefined before the first one begins. */
export async function listInForce(
  db: Kysely<Database> | Transaction<Database>,
  cityId: string,
  day: string,
): Promise<ItemList | undefined> {
  const row = await db
    .selectFrom('item_list')
    .select(['starts_on', 'items'])
    .where('city_id', '=', cityId)
    .where('starts_on', '<=', day)
    .orderBy('starts_on', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { startsOn: row.starts_on, items: row.items };
}

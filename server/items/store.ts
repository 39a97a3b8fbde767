import { sql, type Kysely, type Transaction } from 'kysely';
import type { Item } from '../contract/item.ts';
import type { ItemListHead, StoredItemList } from '../contract/item-list.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';

type Db = Kysely<Database> | Transaction<Database>;

const listsOf = (db: Db, cityId: string) =>
  db.selectFrom('item_list').select(['starts_on', 'items', 'version']).where('city_id', '=', cityId);

const present = (row: { starts_on: string; items: Item[]; version: number }): StoredItemList => ({
  startsOn: row.starts_on,
  version: row.version,
  items: row.items,
});

/** The list that begins on a day; undefined where none does. */
export async function findList(db: Db, cityId: string, startsOn: string): Promise<StoredItemList | undefined> {
  const row = await listsOf(db, cityId).where('starts_on', '=', startsOn).executeTakeFirst();
  return row && present(row);
}

/** The list that begins on a day; throws `item-list-unknown`. */
export async function readList(db: Db, cityId: string, startsOn: string): Promise<StoredItemList> {
  const list = await findList(db, cityId, startsOn);
  if (list === undefined) throw new ProblemError('item-list-unknown', startsOn);
  return list;
}

/** The newest list that begins on or before a day, or before it. */
export async function lastList(
  db: Db,
  cityId: string,
  { day, including }: { day: string; including: boolean },
): Promise<StoredItemList | undefined> {
  const row = await listsOf(db, cityId)
    .where('starts_on', including ? '<=' : '<', day)
    .orderBy('starts_on', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && present(row);
}

/** The day on which the first list after a day begins; `null` where none is to come. */
export async function nextStart(db: Db, cityId: string, day: string): Promise<string | null> {
  const row = await db
    .selectFrom('item_list')
    .select((eb) => eb.fn.min('starts_on').as('next'))
    .where('city_id', '=', cityId)
    .where('starts_on', '>', day)
    .executeTakeFirst();
  return (row?.next as string | null | undefined) ?? null;
}

/** All revisions, the newest first, as they stand on the city's day. */
export async function readHeads(db: Db, cityId: string, today: string): Promise<ItemListHead[]> {
  const rows = await db
    .selectFrom('item_list')
    .select(['starts_on', 'version', sql<number>`jsonb_array_length(items)`.as('n')])
    .where('city_id', '=', cityId)
    .orderBy('starts_on', 'desc')
    .execute();
  return rows.map((row, i) => ({
    startsOn: row.starts_on,
    endsBefore: rows[i - 1]?.starts_on ?? null,
    items: row.n,
    version: row.version,
    begun: row.starts_on <= today,
  }));
}

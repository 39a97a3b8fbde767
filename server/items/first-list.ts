import type { Kysely } from 'kysely';
import { cityTimeMs } from '../contract/clock.ts';
import type { Item } from '../contract/item.ts';
import type { Database } from '../db/schema.ts';
import { presentClock } from '../live/present.ts';
import { cityDay, quarterStart } from './city-day.ts';

/**
 * Gives a city that has no list its first one; false where it has one, or is not there. It begins with the quarter before
 * the city's present one, so that what a demo feed plays of the past month is blown under it.
 */
export async function ensureFirstList(
  db: Kysely<Database>,
  cityId: string,
  items: readonly Item[],
  realNowMs: number,
): Promise<boolean> {
  const city = await db.selectFrom('city').selectAll().where('id', '=', cityId).executeTakeFirst();
  const listed = db.selectFrom('item_list').select('starts_on').where('city_id', '=', cityId).limit(1);
  if (city === undefined || (await listed.executeTakeFirst()) !== undefined) return false;
  const today = cityDay(new Date(cityTimeMs(presentClock(city), realNowMs)), city.time_zone);
  const made = await db
    .insertInto('item_list')
    .values({ city_id: cityId, starts_on: quarterStart(today, 1), items: JSON.stringify(items), version: 1 })
    // Another server on the same database was quicker.
    .onConflict((conflict) => conflict.doNothing())
    .returning('starts_on')
    .execute();
  return made.length > 0;
}

import type { Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Place } from './place.ts';

type PlaceOf = (position: readonly [number, number]) => Place;

/**
 * Places what lives in a city in its new areas: every station, and every whistle that is still open (a closed one keeps
 * the areas in which it happened). Returns the codes of the stations that are there.
 * Throws `position-outside-city` where the new areas leave one out.
 */
export async function replaceStations(
  trx: Transaction<Database>,
  cityId: string,
  placeOf: PlaceOf,
): Promise<Set<string>> {
  const stations = await trx
    .selectFrom('station')
    .select(['id', 'code', 'lng', 'lat'])
    .where('city_id', '=', cityId)
    .execute();
  for (const { id, lng, lat } of stations)
    await trx
      .updateTable('station')
      .set(placeOf([lng, lat]))
      .where('id', '=', id)
      .execute();
  const whistles = await trx
    .selectFrom('whistle')
    .select(['id', 'lng', 'lat'])
    .where('city_id', '=', cityId)
    .where('stage', '<>', 'closed')
    .execute();
  for (const { id, lng, lat } of whistles)
    await trx
      .updateTable('whistle')
      .set(placeOf([lng, lat]))
      .where('id', '=', id)
      .execute();
  return new Set(stations.map((s) => s.code));
}

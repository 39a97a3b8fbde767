import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { StationDisc } from './thread-api.ts';

/** Every station of a city, with the number of the last event that changed one: both at one instant. */
export async function readDiscs(db: Kysely<Database>, cityId: string): Promise<{ seq: number; discs: StationDisc[] }> {
  const rows = await db
    .selectFrom('station')
    .select(['id', 'lng', 'lat', 'open', 'seq'])
    .where('city_id', '=', cityId)
    .orderBy('code')
    .execute();
  let seq = 0;
  for (const row of rows) seq = Math.max(seq, row.seq);
  return { seq, discs: rows.map(({ id, lng, lat, open }) => ({ id, lng, lat, open })) };
}

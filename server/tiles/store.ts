import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';

export interface StationPoints {
  /** Last event that changed a station; the same number, the same stations. */
  seq: number;
  stations: { kind: 'vanguard' | 'centre' | 'neighbourhood'; lng: number; lat: number; open: boolean }[];
}

/** The number of the last event that changed a station of the city; 0 before the first. */
export async function readStationSeq(db: Kysely<Database>, cityId: string): Promise<number> {
  const row = await db
    .selectFrom('station')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .where('city_id', '=', cityId)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** All stations in the order of their codes, with the number of the last event in them: one statement, one instant. */
export async function readStationPoints(db: Kysely<Database>, cityId: string): Promise<StationPoints> {
  const stations = await db
    .selectFrom('station')
    .select(['kind', 'lng', 'lat', 'open', 'seq'])
    .where('city_id', '=', cityId)
    .orderBy('code')
    .execute();
  return { seq: stations.reduce((seq, s) => Math.max(seq, s.seq), 0), stations };
}

/** Sources to be named beside the map, each once. */
export async function readAttribution(db: Kysely<Database>, cityId: string): Promise<string> {
  const row = await db.selectFrom('city').select('provenance').where('id', '=', cityId).executeTakeFirst();
  return [...new Set(row?.provenance.map((p) => p.source))].join('; ');
}

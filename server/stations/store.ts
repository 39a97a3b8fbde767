import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Station } from '../contract/station.ts';
import type { Database, StationTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { presentStation } from '../live/present.ts';

type Db = Kysely<Database> | Transaction<Database>;

/** The row; throws `station-unknown`. */
export async function readStation(db: Db, cityId: string, id: string): Promise<Selectable<StationTable>> {
  const row = await db
    .selectFrom('station')
    .selectAll()
    .where('city_id', '=', cityId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError('station-unknown', id);
  return row;
}

export async function readStations(db: Db, cityId: string): Promise<Station[]> {
  const rows = await db.selectFrom('station').selectAll().where('city_id', '=', cityId).orderBy('code').execute();
  return rows.map(presentStation);
}

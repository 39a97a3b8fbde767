import type { Kysely, Selectable } from 'kysely';
import type { City } from '../contract/city.ts';
import type { CityTable, Database } from '../db/schema.ts';
import { editionOf } from './edition.ts';
import { ProblemError } from '../http/problem.ts';
import { presentClock, presentFeed } from '../live/present.ts';

/** The city's row; throws `city-unknown`. */
export async function readCity(db: Kysely<Database>, id: string): Promise<Selectable<CityTable>> {
  const row = await db.selectFrom('city').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new ProblemError('city-unknown', id);
  return row;
}

export const listCityIds = async (db: Kysely<Database>): Promise<string[]> =>
  (await db.selectFrom('city').select('id').orderBy('id').execute()).map((c) => c.id);

async function countRows(db: Kysely<Database>, table: 'area' | 'zone' | 'compound', cityId: string): Promise<number> {
  const { n } = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('city_id', '=', cityId)
    .executeTakeFirstOrThrow();
  return n;
}

/** The city as the contract shows it; throws `city-unknown`. */
export async function presentCity(db: Kysely<Database>, id: string): Promise<City> {
  const c = await readCity(db, id);
  return {
    id: c.id,
    name: c.name,
    nameEn: c.name_en,
    timeZone: c.time_zone,
    bbox: [c.west, c.south, c.east, c.north],
    synthetic: c.synthetic,
    version: c.version,
    tileVersion: editionOf(c),
    people: c.people,
    counts: {
      areas: await countRows(db, 'area', id),
      zones: await countRows(db, 'zone', id),
      compounds: await countRows(db, 'compound', id),
    },
    provenance: c.provenance,
    clock: presentClock(c),
    feed: presentFeed(c),
  };
}

import type { Kysely } from 'kysely';
import type { CityGeometry } from '../cities/geometry.ts';
import type { Database } from '../db/schema.ts';

/** Code of the compound that a zone belongs to; null where it belongs to none. */
export async function readCompoundCode(
  db: Kysely<Database>,
  city: CityGeometry,
  zoneIndex: number,
): Promise<string | null> {
  const { compound } = city.zones[zoneIndex]!;
  if (compound === null) return null;
  const row = await db
    .selectFrom('compound')
    .select('code')
    .where('city_id', '=', city.cityId)
    .where('index', '=', compound)
    .executeTakeFirst();
  return row?.code ?? null;
}

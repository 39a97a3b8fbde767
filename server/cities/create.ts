import type { Kysely } from 'kysely';
import { makeDemoCity } from '../../geodata/demo/city.ts';
import { makeGridCity } from '../../geodata/grid/city.ts';
import type { Progress } from '../../geodata/model.ts';
import type { OnRecord } from '../audit/log.ts';
import type { CityCreate } from '../contract/city.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { demoSeed } from './demo-city.ts';
import { importCity, type ImportedCity } from './import.ts';

/** Whether there is such a city. */
export const isCity = async (db: Kysely<Database>, id: string): Promise<boolean> =>
  (await db.selectFrom('city').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;

/** The demo city, with a demo feed; throws `city-exists`. */
export async function createDemoCity(db: Kysely<Database>, nowMs: number, onProgress: Progress): Promise<ImportedCity> {
  const model = await makeDemoCity(demoSeed, onProgress);
  return importCity(db, model, { clock: 'simulated', feed: true, nowMs, whenExists: 'refuse', onProgress });
}

/** A city of grid zones over a bounding box or boundary; throws `city-exists` or a BoundaryError. */
export async function createGridCity(
  db: Kysely<Database>,
  input: CityCreate,
  { nowMs, onRecord }: { nowMs: number; onRecord: OnRecord },
): Promise<ImportedCity> {
  if (await isCity(db, input.id)) throw new ProblemError('city-exists', input.id);
  const { clock, bbox, boundary, ...rest } = input;
  const model = makeGridCity({ ...rest, ...(bbox ? { bbox } : { boundary: boundary! }) });
  return importCity(db, model, { clock, feed: false, nowMs, whenExists: 'refuse', onRecord });
}

import type { Kysely } from 'kysely';
import { makeDemoCity } from '../../geodata/demo/city.ts';
import { makeGridCity } from '../../geodata/grid/city.ts';
import type { Progress } from '../../geodata/model.ts';
import type { CityCreate } from '../contract/city.ts';
import type { Clock } from '../contract/clock.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { importCity, type ImportedCity } from './import.ts';

/** Seed of the demo city: the same city everywhere. */
export const demoSeed = 20201231;
export const demoCityId = 'wuhu';

/** What a new city is stamped with; passed in, so that nothing here reads a clock or a random number. */
export interface Stamp {
  nowMs: number;
  /** Name of the event log. */
  log: string;
}

const clockAt = (nowMs: number, kind: Clock['kind'], mark: Clock['mark']): Clock => {
  const now = new Date(nowMs).toISOString();
  return { kind, mark, cityAt: now, realAt: now, speed: 1 };
};

/** Whether there is such a city. */
export const isCity = async (db: Kysely<Database>, id: string): Promise<boolean> =>
  (await db.selectFrom('city').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;

/** The demo city with its feed on or off; throws `city-exists`. */
export async function createDemoCity(
  db: Kysely<Database>,
  stamp: Stamp,
  feed: { running: boolean; speed: number },
  onProgress: Progress,
): Promise<ImportedCity> {
  const model = await makeDemoCity(demoSeed, onProgress);
  const clock = clockAt(stamp.nowMs, 'simulated', 'demo');
  return importCity(db, model, { clock, feed, log: stamp.log, whenExists: 'refuse', onProgress });
}

/** A city of grid zones over a bounding box or boundary; throws `city-exists` or `boundary-invalid`. */
export async function createGridCity(db: Kysely<Database>, input: CityCreate, stamp: Stamp): Promise<ImportedCity> {
  if (await isCity(db, input.id)) throw new ProblemError('city-exists', input.id);
  const { clock, bbox, boundary, ...rest } = input;
  const made = makeGridCity({ ...rest, ...(bbox ? { bbox } : { boundary: boundary! }) });
  const mark = clock === 'simulated' ? 'replay' : 'none';
  return importCity(db, made, {
    clock: clockAt(stamp.nowMs, clock, mark),
    feed: null,
    log: stamp.log,
    whenExists: 'refuse',
  });
}

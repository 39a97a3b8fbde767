import type { Kysely } from 'kysely';
import { serversOwn } from '../audit/chain.ts';
import { cityTimeMs } from '../contract/clock.ts';
import type { Database } from '../db/schema.ts';
import type { CityLog } from '../live/log.ts';
import { presentClock } from '../live/present.ts';
import { setClock } from './changes.ts';

/** A log that was written to within this time belongs to a city that another server is running. */
const restMs = 30_000;

/**
 * A simulated clock stands while no server runs: at ×600 a night's rest would else be a year. Each one goes on from the
 * moment of its newest event.
 */
export async function resumeClocks(db: Kysely<Database>, log: CityLog, nowMs: number): Promise<void> {
  const cities = await db.selectFrom('city').selectAll().where('clock_kind', '=', 'simulated').execute();
  for (const city of cities) {
    const newest = await db
      .selectFrom('event')
      .select('recorded_at')
      .where('city_id', '=', city.id)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const lastMs = Math.max(newest?.recorded_at.getTime() ?? 0, city.clock_real_at.getTime());
    if (city.clock_mark === 'none' || nowMs - lastMs < restMs) continue;
    const cityAt = new Date(cityTimeMs(presentClock(city), lastMs)).toISOString();
    const { clock_speed: speed, clock_mark: mark } = city;
    await log.run(city.id, {
      deed: serversOwn('resumeClock', city.id),
      work: (c) => setClock(c, { cityAt, speed, mark }, nowMs),
    });
  }
}

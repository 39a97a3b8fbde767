import type { Kysely, Selectable } from 'kysely';
import { serversOwn } from '../audit/chain.ts';
import type { CityTimes } from '../clocks/city-times.ts';
import { cityTimeMs, type Clock } from '../contract/clock.ts';
import type { CityTable, Database } from '../db/schema.ts';
import type { CityLog } from '../live/log.ts';
import { presentClock } from '../live/present.ts';
import { ring } from './ring.ts';

/** How often the clocks are looked at, real ms. */
const lookEveryMs = 1000;
/** Whistles that are rung in one transaction. */
const atOnce = 200;
/**
 * On a simulated clock callers say when something happened, and at ×600 a request of half a second is five minutes late:
 * a deadline is found passed only so many real milliseconds after it, so that news of before it can still come.
 */
const graceMs = 5000;

export interface AlarmClockDeps {
  db: Kysely<Database>;
  log: CityLog;
  times: CityTimes;
  realNowMs: () => number;
  onError: (error: unknown) => void;
}

/**
 * Watches the deadlines of every city on the city's own clock. It holds nothing: what is due stands in the database, in
 * the same rows as the whistles, so a restart or a second server changes nothing, and each alarm is given once.
 */
export class AlarmClock {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly deps: AlarmClockDeps) {}

  start(): void {
    this.timer = setInterval(() => {
      // One look at a time: a slow one lets the next beat pass.
      this.looking ??= this.look()
        .catch(this.deps.onError)
        .finally(() => (this.looking = undefined));
    }, lookEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Rings whatever is due in any city. */
  async look(): Promise<void> {
    const cities = await this.deps.db.selectFrom('city').selectAll().execute();
    // What fails in one city is told, and does not keep the others waiting.
    for (const city of cities) await this.ringCity(city).catch(this.deps.onError);
  }

  private async ringCity(city: Selectable<CityTable>): Promise<void> {
    const untilMs = untilOf(presentClock(city), this.deps.realNowMs());
    while ((await this.ringSome(city.id, this.deps.times(city.time_zone), untilMs)) === atOnce);
  }

  private async ringSome(cityId: string, clock: ReturnType<CityTimes>, untilMs: number): Promise<number> {
    const due = await this.deps.db
      .selectFrom('whistle')
      .select('id')
      .where('city_id', '=', cityId)
      // A breach is due only after its instant (ring.ts): one at this very instant would be found again and again.
      .where('next_alarm_at', '<', new Date(untilMs))
      .orderBy('next_alarm_at')
      .limit(atOnce)
      .execute();
    const ids = due.map(({ id }) => id);
    const ringAll = (reads: readonly string[]): Promise<void> =>
      this.deps.log.runWhistles(cityId, {
        deed: serversOwn('ringAlarms', cityId),
        reads,
        status: 200,
        work: async (c) => {
          for (const id of reads) ring(c, await c.whistle(id), untilMs, clock);
        },
      });
    if (ids.length === 0) return 0;
    try {
      await ringAll(ids);
      return ids.length;
    } catch (error) {
      // One that cannot be rung must not silence the others.
      this.deps.onError(error);
      for (const id of ids) await ringAll([id]).catch(this.deps.onError);
      return 0;
    }
  }
}

/** City time until which alarms are due. */
const untilOf = (clock: Clock, realNowMs: number): number =>
  cityTimeMs(clock, realNowMs) - (clock.kind === 'simulated' ? graceMs * clock.speed : 0);

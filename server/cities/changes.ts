import type { ClockSet } from '../contract/clock.ts';
import type { Feed } from '../contract/state.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityChange } from '../live/batch.ts';
import { presentClock } from '../live/present.ts';

/** Sets a simulated clock, from now on; throws `time-not-settable` in a live city. */
export async function setClock(c: CityChange, input: ClockSet, realNowMs: number): Promise<void> {
  if (c.city.clock_kind !== 'simulated') throw new ProblemError('time-not-settable');
  const set = {
    clock_mark: input.mark,
    clock_city_at: new Date(input.cityAt),
    clock_real_at: new Date(realNowMs),
    clock_speed: input.speed,
  };
  await c.trx.updateTable('city').set(set).where('id', '=', c.city.id).execute();
  Object.assign(c.city, set);
  c.emit({ type: 'clock.set', data: { clock: presentClock(c.city) } }, set.clock_city_at);
}

/** Switches the demo feed; the clock goes on from where it stands, at the feed's speed (the one it had, where none is given) or at the pace of real time. */
export async function switchFeed(
  c: CityChange,
  input: { running: boolean; speed?: number | undefined },
  realNowMs: number,
): Promise<void> {
  if (c.city.feed_running === null) throw new ProblemError('feed-unavailable', c.city.id);
  const feed: Feed = { running: input.running, speed: input.speed ?? c.city.feed_speed };
  await c.trx
    .updateTable('city')
    .set({ feed_running: feed.running, feed_speed: feed.speed })
    .where('id', '=', c.city.id)
    .execute();
  Object.assign(c.city, { feed_running: feed.running, feed_speed: feed.speed });
  c.emit({ type: 'feed.switched', data: feed }, c.now);
  await setClock(c, { cityAt: c.now.toISOString(), speed: feed.running ? feed.speed : 1, mark: 'demo' }, realNowMs);
}

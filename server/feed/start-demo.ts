import type { Logger } from 'pino';
import type { CityTimes } from '../clocks/city-times.ts';
import type { City } from '../contract/city.ts';
import type { TailListener } from '../live/tail.ts';
import { httpApi, refusal } from './api.ts';
import { DemoFeed } from './demo.ts';
import type { Places } from './plan.ts';
import { realSleep } from './real-sleep.ts';

/** City days before now that the first start plays at once, so that the page opens alive. */
const backfillDays = 30;

export interface StartDemoDeps {
  /** Address of this very server: the feed is a client of its public API like any other. */
  url: string;
  /** Its own token. */
  token: string;
  city: string;
  seed: number;
  times: CityTimes;
  running: boolean;
  /** City seconds per real second. */
  speed: number;
  /** Where the city's people are; asked for when there is a feed. */
  places: () => Promise<Places>;
  follow: (listener: TailListener) => void;
  log: Logger;
}

/**
 * Switches the city's demo feed as the configuration says and starts its player; undefined where the city has no feed.
 * Call it when the server listens.
 */
export async function startDemoFeed(deps: StartDemoDeps): Promise<DemoFeed | undefined> {
  const { url, token, city, running, speed, places, ...rest } = deps;
  const api = httpApi(url, token);
  const found = await api.send({ method: 'GET', path: `/cities/${city}` });
  const feed = found.status === 200 ? (found.body as City).feed : null;
  if (feed === null) return undefined;
  if (feed.running !== running || (running && feed.speed !== speed)) {
    const switched = await api.send({ method: 'PUT', path: `/cities/${city}/feed`, body: { running, speed } });
    if (switched.status !== 200) throw new Error(`the demo feed could not be switched: ${refusal(switched)}`);
  }
  const player = new DemoFeed({
    ...rest,
    api,
    city,
    places: await places(),
    backfillDays,
    realNowMs: Date.now,
    sleep: realSleep,
  });
  await player.start();
  return player;
}

import { fullToken } from '../../support/people.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { City } from '../../../server/contract/city.ts';
import type { Figures } from '../../../server/contract/figures.ts';
import type { CityState } from '../../../server/contract/state.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { httpApi } from '../../../server/feed/api.ts';
import { DemoFeed } from '../../../server/feed/demo.ts';
import { cityTimes } from '../../../server/clocks/city-times.ts';
import { rememberedOffset, zoneOffset } from '../../../server/clocks/local-time.ts';
import { demoItems, itemCodeOf } from '../../../server/feed/demo-items.ts';
import { demoYear } from '../../../server/feed/plan.ts';
import { realSleep } from '../../../server/feed/real-sleep.ts';
import { ensureFirstList } from '../../../server/items/first-list.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const seed = 11;
const places = { lngLat: inSmallCity, people: [1] };
const model = smallCity('demoville');
const dayMs = 86_400_000;

const yearOf2026 = (wanted: (id: string, atMs: number) => boolean) => {
  const offset = rememberedOffset(zoneOffset('Asia/Shanghai'));
  return demoYear({ seed, year: 2026, places, offset, clock: cityTimes()('Asia/Shanghai'), wanted });
};

/** The feed of a server, and what it said. */
function feedOf(server: TestServer, backfillDays: number) {
  const said: string[] = [];
  const say = (_what: unknown, text?: string): void => void said.push(text ?? '');
  const feed = new DemoFeed({
    ...{
      api: httpApi(server.url, fullToken),
      city: model.id,
      seed,
      places,
      times: cityTimes(),
      backfillDays,
      sleep: realSleep,
      realNowMs: Date.now,
    },
    follow: (listener) => server.app.live.follow(listener),
    log: { info: say, warn: say, error: say },
  });
  return { feed, said };
}

async function whistlesOf(server: TestServer): Promise<Whistle[]> {
  const path = `${server.api}/cities/${model.id}/whistles?limit=1000`;
  return (await call<{ whistles: Whistle[] }>('GET', path)).body.whistles;
}

const put = (server: TestServer, what: string, body: unknown) =>
  call<City>('PUT', `${server.api}/cities/${model.id}/${what}`, body);

describe('the demo feed of a city', () => {
  let server: TestServer;
  let client: StreamClient;
  beforeAll(async () => {
    server = await startTestServer({ cities: [{ model, clock: 'simulated', feed: true }] });
    client = new StreamClient(server.url, model.id);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  it('blows nothing while it is off; switched on it goes from now on, switched off it is silent again', async () => {
    const { feed, said } = feedOf(server, 3);
    await feed.start();
    expect(said).toEqual([]);
    await put(server, 'clock', { cityAt: '2026-03-02T00:00:00Z', speed: 1, mark: 'demo' });
    await ensureFirstList(server.db, model.id, demoItems, Date.now());
    const switched = await put(server, 'feed', { running: true, speed: 86_400 });
    await client.until((state) => state.counters.called >= 5);
    await put(server, 'feed', { running: false, speed: 86_400 });
    await client.until((state) => state.feed?.running === false);
    await feed.stop();

    expect(said.at(-1)).toBe('demo feed off');
    const whistles = await whistlesOf(server);
    const since = Date.parse(switched.body.clock.cityAt);
    expect(whistles.filter((w) => Date.parse(w.calledAt) < since)).toEqual([]);
    expect(new Set(whistles.map((w) => w.origin))).toEqual(new Set(['demo']));
    for (const { item, title } of whistles) expect(item).toMatchObject({ code: itemCodeOf(title) });
    expect((await call<City>('GET', `${server.api}/cities/${model.id}`)).body.clock).toMatchObject({
      mark: 'demo',
      speed: 1,
    });
  });
});

describe('a demo feed that starts with the server', () => {
  const nowMs = Date.parse('2026-06-15T04:00:00Z');
  let server: TestServer;
  let client: StreamClient;
  beforeAll(async () => {
    server = await startTestServer({ cities: [{ model, clock: 'simulated', feed: true }] });
    client = new StreamClient(server.url, model.id);
    await put(server, 'feed', { running: true, speed: 1 });
    await put(server, 'clock', { cityAt: new Date(nowMs).toISOString(), speed: 1, mark: 'demo' });
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });
  const planned = (days: number): string[] => {
    const wanted = (_id: string, atMs: number): boolean => atMs >= nowMs - days * dayMs && atMs < nowMs;
    return [...yearOf2026(wanted)].map((w) => w.id).sort();
  };
  // Three days are fewer than the closed whistles that the state keeps.
  const sourcesOf = ({ open, closed }: CityState): Set<string | null> =>
    new Set([...open.values(), ...closed].map((w) => w.sourceId));

  it('plays the days before now, goes on after it was ended half way, and doubles nothing', async () => {
    const first = feedOf(server, 3);
    await first.feed.start();
    await client.until((state) => state.counters.called >= 10);
    await first.feed.stop();
    const called = (await whistlesOf(server)).length;
    expect(called).toBeLessThan(planned(3).length);

    await server.restart();
    const second = feedOf(server, 3);
    await second.feed.start();
    const plan = planned(3);
    await client.until((state) => plan.every((id) => sourcesOf(state).has(id)));
    await second.feed.stop();
    const ids = (await whistlesOf(server)).map((w) => w.sourceId!);
    expect(new Set(ids).size).toBe(ids.length);
    const { called: counted } = (await call<Figures>('GET', `${server.api}/cities/${model.id}/figures`)).body;
    expect(counted).toBe(ids.length);
    // No list holds here: they are called with the deadlines that their items would give them.
    const wanted = (id: string): boolean => ids.includes(id);
    const plain = [...yearOf2026(wanted)].map((w) => [w.id, null, w.withoutItem!.resolveBy]);
    const held = (await whistlesOf(server)).map((w) => [w.sourceId, w.item, w.resolveBy]);
    expect(held.sort()).toEqual(plain.sort());
  });
});

import type { Item } from '../../../server/contract/item.ts';
import { fullToken } from '../../support/people.ts';
import { smallCity } from '../../support/cities.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

export const item = (code: string, more: Partial<Item> = {}): Item => ({
  ...{ code, name: '占道经营', kind: 'joint-enforcement', risk: 'high', weight: 3 },
  ...{ departments: ['城管局', '公安局', '市场监管局'], lead: '城管局' },
  reportWithin: { amount: 4, unit: 'hour', time: 'working' },
  resolveWithin: { amount: 3, unit: 'day', time: 'working' },
  ...more,
});

/** An `api_key` that may send from everywhere. */
export const apiKey = fullToken;

export const at = (wall: string): number => Date.parse(`${wall}:00+08:00`);

export interface Played {
  server: TestServer;
  /** The one live city's clock, ms; may be set. */
  clock: { nowMs: number };
  stop: () => Promise<void>;
}

/** A server with a live city and its list of items, on a clock that the test sets. */
export async function startOpen311(items: Item[], cities = ['smallville']): Promise<Played> {
  const clock = { nowMs: at('2026-09-18T16:30') };
  const server = await startTestServer({
    cities: cities.map((id) => ({ model: smallCity(id), clock: 'live' })),
    realNowMs: () => clock.nowMs,
  });
  await server.db
    .insertInto('item_list')
    .values(cities.map((city_id) => ({ city_id, starts_on: '2026-01-01', version: 1, items: JSON.stringify(items) })))
    .execute();
  return { server, clock, stop: () => server.stop() };
}

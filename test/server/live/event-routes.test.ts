import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CityEvent } from '../../../server/contract/events.ts';
import { cityEventSchema } from '../../../server/contract/events.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

interface Page {
  log: string;
  head: number;
  floor: number;
  events: CityEvent[];
}

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
  for (const title of ['a', 'b', 'c', 'd', 'e'])
    await call('POST', `${base}/whistles`, { title, position: inSmallCity, departments: ['城管局'] });
});
afterAll(() => server.stop());

describe('the log', () => {
  it('is read page by page from the first event to the newest, without a gap', async () => {
    const events: CityEvent[] = [];
    for (let head = Infinity; events.length < head;) {
      const { body } = await call<Page>('GET', `${base}/events?after=${events.length}&limit=2`);
      expect(body.events.length).toBeGreaterThan(0);
      events.push(...body.events);
      head = body.head;
    }
    expect(events.map((e) => e.seq)).toEqual([1, 2, 3, 4, 5]);
    for (const event of events) expect(cityEventSchema.safeParse(event).error).toBeUndefined();
    expect((await call<Page>('GET', `${base}/events?after=5`)).body.events).toEqual([]);
  });

  it('is refused beyond five hundred events at once, and where there is no city', async () => {
    expect((await call('GET', `${base}/events?limit=501`)).body.code).toBe('input-invalid');
    expect((await call('GET', `${server.api}/cities/nowhere/events`)).body.code).toBe('city-unknown');
  });
});

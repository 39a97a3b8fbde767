import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { City } from '../../../server/contract/city.ts';
import { tilePath } from '../../../server/contract/tiles.ts';
import { cityTimeMs } from '../../../server/contract/clock.ts';
import { smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let nowMs = Date.parse('2026-03-01T00:00:00Z');
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    cities: [
      { model: smallCity(), clock: 'simulated', feed: true },
      { model: smallCity('livetown'), clock: 'live' },
    ],
    realNowMs: () => nowMs,
  });
});
afterAll(() => server.stop());

const city = async (id = 'smallville'): Promise<City> => (await call<City>('GET', `${server.api}/cities/${id}`)).body;
const timeOf = async (): Promise<string> => new Date(cityTimeMs((await city()).clock, nowMs)).toISOString();
const put = (path: string, body: object, id = 'smallville') =>
  call<City & { code?: string }>('PUT', `${server.api}/cities/${id}/${path}`, body);

describe("a city's clock", () => {
  it('runs at its speed when it is simulated', async () => {
    await put('clock', { cityAt: '2023-01-01T00:00:00.000Z', speed: 600, mark: 'demo' });
    nowMs += 6_000;
    expect(await timeOf()).toBe('2023-01-01T01:00:00.000Z');
  });

  it('stands while no server runs, and goes on from its newest event', async () => {
    const before = await timeOf();
    await put('clock', { cityAt: before, speed: 600, mark: 'demo' });
    nowMs += 8 * 3_600_000;
    await server.restart();
    expect(await timeOf()).toBe(before);
  });

  it('goes at the feed while that runs, and at the pace of real time while it does not', async () => {
    const before = await timeOf();
    const off = await put('feed', { running: false });
    expect(off.body).toMatchObject({ feed: { running: false }, clock: { speed: 1, mark: 'demo' } });
    expect(await timeOf()).toBe(before);
    const on = await put('feed', { running: true, speed: 120 });
    expect(on.body).toMatchObject({ feed: { running: true, speed: 120 }, clock: { speed: 120 } });
    await put('feed', { running: false });
    expect((await put('feed', { running: true })).body).toMatchObject({ feed: { speed: 120 }, clock: { speed: 120 } });
  });

  it('of a live city cannot be set, and it has no demo feed', async () => {
    const set = await put('clock', { cityAt: '2023-01-01T00:00:00Z', speed: 1, mark: 'replay' }, 'livetown');
    expect(set.body).toMatchObject({ status: 409, code: 'time-not-settable' });
    expect((await put('feed', { running: true }, 'livetown')).body).toMatchObject({ code: 'feed-unavailable' });
    expect((await city('livetown')).clock).toMatchObject({ kind: 'live', mark: 'none' });
  });
});

describe('a second city', () => {
  const input = {
    name: 'Boston',
    nameEn: 'Boston',
    timeZone: 'America/New_York',
    cellMetres: 1000,
    clock: 'simulated',
  };
  it('is made of a bounding box, once', async () => {
    const body = { ...input, id: 'boston', bbox: [-71.2, 42.2, -70.98, 42.4] };
    const made = await call<City>('POST', `${server.api}/cities`, body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ id: 'boston', version: 1, feed: null, clock: { mark: 'replay' } });
    expect(made.body.counts.zones).toBeGreaterThan(300);
    const described = await call<{ tiles: string[] }>('GET', `${server.api}/cities/boston/tiles/zones.json`);
    expect(described.body.tiles).toEqual([server.url + tilePath('boston', 'zones', made.body.tileVersion)]);
    expect((await call('POST', `${server.api}/cities`, body)).body).toMatchObject({ status: 409, code: 'city-exists' });
  });

  it('is refused with the reason where its outline cannot be used', async () => {
    const bowTie = [
      [
        [0, 0],
        [0.1, 0.1],
        [0.1, 0],
        [0, 0.1],
        [0, 0],
      ],
    ];
    const crossed = { ...input, id: 'bow', boundary: { type: 'Polygon', coordinates: bowTie } };
    expect((await call('POST', `${server.api}/cities`, crossed)).body.code).toBe('boundary-invalid');
    const both = { ...crossed, bbox: [0, 0, 1, 1] };
    expect((await call('POST', `${server.api}/cities`, both)).body.code).toBe('input-invalid');
    const huge = { ...input, id: 'huge', bbox: [0, 0, 40, 40] };
    expect((await call('POST', `${server.api}/cities`, huge)).body.code).toBe('boundary-invalid');
    const { cities } = (await call<{ cities: City[] }>('GET', `${server.api}/cities`)).body;
    expect(cities.map((c) => c.id)).toEqual(['boston', 'livetown', 'smallville']);
  });
});

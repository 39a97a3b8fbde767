import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoverageSummary } from '../../../server/contract/coverage.ts';
import type { Station } from '../../../server/contract/station.ts';
import { inSmallCity, outsideSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

const add = async (headers: Record<string, string> = {}): Promise<Station> => {
  const body = { name: '花园先锋驿站', position: inSmallCity };
  const answer = await call<Station>('POST', `${base}/stations`, body, headers);
  expect(answer.status).toBe(201);
  return answer.body;
};
const change = (s: Station, body: object, version = s.version) =>
  call<Station & { code: string }>('PATCH', `${base}/stations/${s.id}`, body, { 'if-match': `"${version}"` });

describe('a station', () => {
  it('is added, moved, closed and opened, each with a version of its own', async () => {
    const s = await add();
    expect(s).toMatchObject({ open: true, version: 1, zone: expect.any(Number) as number });
    const moved = (await change(s, { position: [118.356, 31.305] })).body;
    expect(moved).toMatchObject({ position: [118.356, 31.305], version: 2 });
    expect(moved.zone).not.toBe(s.zone);
    const closed = (await change(moved, { open: false })).body;
    expect(closed).toMatchObject({ open: false, version: 3 });
    expect((await change(closed, { open: true })).body).toMatchObject({ open: true, version: 4 });
    const types = await server.db.selectFrom('event').select('type').orderBy('seq', 'desc').limit(4).execute();
    expect(types.map((t) => t.type)).toEqual(['station.opened', 'station.closed', 'station.moved', 'station.added']);
  });

  it('is added once for one idempotency key', async () => {
    const [a, b] = await Promise.all([add({ 'idempotency-key': 'a' }), add({ 'idempotency-key': 'a' })]);
    expect(a).toEqual(b);
  });

  it('refuses a stale version, a missing one, a place outside and two changes at once', async () => {
    const s = await add();
    const code = async (r: ReturnType<typeof change>): Promise<string> => (await r).body.code;
    expect(await code(change(s, { open: false }, 7))).toBe('version-stale');
    const without = await call('PATCH', `${base}/stations/${s.id}`, { open: false });
    expect(without.body).toMatchObject({ status: 428, code: 'version-missing' });
    expect(await code(change(s, { position: outsideSmallCity }))).toBe('position-outside-city');
    expect(await code(change(s, { position: inSmallCity, open: false }))).toBe('input-invalid');
    const unknown = await call('GET', `${base}/stations/0b7e1a52-5c1f-4d0a-9d4e-0a7d5f0c1b22`);
    expect(unknown.body).toMatchObject({ status: 404, code: 'station-unknown' });
    expect((await call<Station>('GET', `${base}/stations/${s.id}`)).body).toEqual(s);
  });

  it('changes the coverage that the API reports, up to the event that it names', async () => {
    const coverage = async (): Promise<CoverageSummary> =>
      (await call<CoverageSummary>('GET', `${base}/coverage`)).body;
    const before = await coverage();
    const { body } = await call<{ stations: Station[] }>('GET', `${base}/stations`);
    const open = body.stations.filter((s) => s.open);
    for (const s of open) expect((await change(s, { open: false })).status).toBe(200);
    await expect.poll(async () => (await coverage()).stations).toBe(0);
    const without = await coverage();
    expect(without.city.coveredM2).toBe(0);
    expect(before.city.coveredM2).toBeGreaterThan(0);
    expect(without.seq).toBeGreaterThan(before.seq);
  });
});

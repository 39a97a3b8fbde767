import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../server/audit/chain.ts';
import { readAudit } from '../../../server/audit/store.ts';
import { largestNetworkBytes, type NetworkInfo } from '../../../server/contract/network.ts';
import { NetworkReader } from '../../../server/coverage/network-reader.ts';
import type { WalkSummary } from '../../../server/contract/walking.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { ask, call } from '../../support/http.ts';
import { osmFolder } from '../../support/osm-data.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { giveNetwork, latticeNetwork, latticeOsm, walkCity } from '../../support/walk-city.ts';

const model = walkCity();
let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model, clock: 'live' }] });
  base = `${server.api}/cities/${model.id}`;
});
afterAll(() => server.stop());

const put = async (file: BodyInit, { query = 'date=2026-11-30', type = 'application/octet-stream' } = {}) => {
  const answer = await ask(`${base}/network?${query}`, { method: 'PUT', body: file, headers: { 'content-type': type } }); // prettier-ignore
  return { status: answer.status, body: (await answer.json()) as NetworkInfo & Problem };
};
const info = async (): Promise<NetworkInfo> => (await call<NetworkInfo>('GET', `${base}/network`)).body;
const summary = async (): Promise<WalkSummary> =>
  (await call<WalkSummary>('GET', `${base}/coverage/walking?minutes=15`)).body;
const lastDeed = async (): Promise<AuditRow | undefined> =>
  (await readAudit(server.db, { chain: model.id, after: 0, limit: 1000 })).findLast(
    (r) => r.action === 'putWalkNetwork',
  );
const shared = (name: string): Buffer<ArrayBuffer> => readFileSync(path.join(osmFolder, name));

describe('a city’s walking network from an extract', () => {
  it('answers as the same streets do that were drawn by hand, and follows the next one at once', async () => {
    await giveNetwork(server, model.id, latticeNetwork());
    const drawn = await summary();
    const { status, body } = await put(gzipSync(latticeOsm()), {
      query: 'date=2026-11-30&source=Survey+of+Walkville&licence=CC0-1.0',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      edition: drawn.networkEdition + 1,
      provenance: { source: 'Survey of Walkville', licence: 'CC0-1.0', date: '2026-11-30', synthetic: false },
      notes: [],
    });
    expect(await info()).toEqual(body);
    const sent = await summary();
    expect(sent.networkEdition).toBe(body.edition);
    expect(sent.city).toEqual(drawn.city);
    // Without its bridge the city falls into two, and only the larger part counts.
    const cut = await put(latticeOsm().replaceAll(/<way id="\d+">(?:<nd ref="\d+"\/>)+<tag k="highway" v="residential"\/><tag k="bridge" v="yes"\/><\/way>/g, '')); // prettier-ignore
    expect(cut.body.notes.map((n) => n.code)).toEqual(['part-dropped']);
    expect(cut.body.nodes).toBeLessThan(body.nodes);
    expect((await summary()).networkEdition).toBe(cut.body.edition);
  });

  it('is told to whoever follows the city, and stands in the audit', async () => {
    const { body } = await put(latticeOsm(), { type: 'application/xml' });
    const events = await server.db.selectFrom('event').select(['type', 'data']).where('city_id', '=', model.id).execute(); // prettier-ignore
    expect(events.at(-1)).toEqual({ type: 'network.replaced', data: { edition: body.edition } });
    expect(await lastDeed()).toMatchObject({ outcome: 'taken', code: null });
  });

  it('answers by the new network, however many ask for it at the same moment', async () => {
    await summary();
    const { body } = await put(latticeOsm());
    const all = await Promise.all(Array.from({ length: 8 }, summary));
    expect(all.map((s) => s.networkEdition)).toEqual(all.map(() => body.edition));
    expect(new Set(all.map((s) => s.city.walkPeople)).size).toBe(1);
  });

  it('is too big where it needs more memory than a thread may have, and nothing else falls with it', async () => {
    const reader = new NetworkReader(4);
    await expect(reader.read(Buffer.from(latticeOsm()), model.bbox)).rejects.toMatchObject({ code: 'osm-too-big' });
    await reader.stop();
    await expect(reader.read(Buffer.from(latticeOsm()), model.bbox)).rejects.toThrow('the server stops');
    expect((await summary()).stations).toBe(1);
  });

  const pbf = shared('bayfront.osm.pbf');
  it.each<[string, string, () => Promise<{ status: number; body: Problem }>]>([
    ['no extract at all', 'osm-unknown', () => put('{"type":"FeatureCollection","features":[]}')],
    ['an extract of another city', 'network-empty', () => put(pbf)],
    ['half an extract', 'osm-truncated', () => put(pbf.subarray(0, pbf.length >> 1))],
    ['half a packed extract', 'osm-truncated', () => put(gzipSync(latticeOsm()).subarray(0, 400))],
    ['XML that breaks off', 'osm-truncated', () => put(latticeOsm().slice(0, -300))],
    ['bytes of noise behind a good head', 'osm-broken', () => put(Buffer.concat([pbf.subarray(0, 200), Buffer.alloc(90_000, 0xff)]))], // prettier-ignore
    ['nothing', 'osm-unknown', () => put('')],
    ['a day that is none', 'input-invalid', () => put(pbf, { query: 'date=2026-02-30' })],
    ['no day', 'input-invalid', () => put(pbf, { query: '' })],
    ['a picture', 'media-type-unsupported', () => put(pbf, { type: 'image/png' })],
    ['more than 50 MB', 'body-too-large', () => put(Buffer.alloc(largestNetworkBytes + 1))],
  ])('%s is refused as %s, on record, and the network stays', async (_, code, send) => {
    await giveNetwork(server, model.id, latticeNetwork());
    const before = await info();
    const { body, status } = await send();
    expect(body.code).toBe(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(await info()).toEqual(before);
    expect(await lastDeed()).toMatchObject({ outcome: 'refused', code });
  });
});

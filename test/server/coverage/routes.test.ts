import * as turf from '@turf/turf';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geometryOf } from '../../../geodata/shapes.ts';
import {
  decodeZoneCells,
  walkingPresets,
  type CoverageDelta,
  type CoverageRow,
  type CoverageSummary,
} from '../../../server/contract/coverage.ts';
import type { Station } from '../../../server/contract/station.ts';
import { smallCity } from '../../support/cities.ts';
import { connectSocket } from '../../support/client.ts';
import { ask, call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const model = smallCity();
const radiusMetres = walkingPresets[15];
let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model, clock: 'live' }] });
  base = `${server.api}/cities/${model.id}`;
});
afterAll(() => server.stop());

const cells = async () => {
  const answer = await ask(`${base}/coverage/zones.bin?preset=15`);
  return decodeZoneCells(new Uint8Array(await answer.arrayBuffer()));
};
const geoJson = async <T>(path: string): Promise<T> => {
  const answer = await ask(`${base}${path}`);
  expect(answer.headers.get('content-type')).toMatch(/^application\/geo\+json/);
  return (await answer.json()) as T;
};
const stationsNow = async (): Promise<Station[]> =>
  (await call<{ stations: Station[] }>('GET', `${base}/stations`)).body.stations;

/** Share of each zone under the circles of the stations in service, by Turf alone, with 1,024-gons. */
function sharesByTurf(stations: readonly Station[]): number[] {
  const circles = stations
    .filter((s) => s.open)
    .map((s) => turf.circle(s.position, radiusMetres, { units: 'meters', steps: 1024 }));
  const union = circles.length > 1 ? turf.union(turf.featureCollection(circles)) : (circles[0] ?? null);
  return model.zones.map((_, zone) => {
    const polygon = turf.feature(geometryOf(model.zoneShapes, zone));
    const part =
      union === null ? null : turf.intersect(turf.featureCollection<Polygon | MultiPolygon>([polygon, union]));
    return part === null ? 0 : turf.area(part) / turf.area(polygon);
  });
}

describe('coverage over the API', () => {
  it('gives each zone the share that Turf gives it', async () => {
    const { share } = await cells();
    const judged = sharesByTurf(await stationsNow());
    expect(share.length).toBe(judged.length);
    judged.forEach((s, zone) => expect(Math.abs(share[zone]! / 65_535 - s)).toBeLessThan(1e-3));
    expect(judged.some((s) => s > 0 && s < 1)).toBe(true);
  });

  it('says the same in the summary, in the rows and in the drawing', async () => {
    const summary = (await call<CoverageSummary>('GET', `${base}/coverage?preset=15`)).body;
    const { rows } = (await call<{ rows: CoverageRow[] }>('GET', `${base}/coverage/areas?preset=15`)).body;
    const city = rows.find((r) => r.level === 'city')!;
    expect(summary.city).toEqual(city);
    expect(summary.stations).toBe(model.stations.length);
    const { features } = await geoJson<FeatureCollection<MultiPolygon, { uncoveredM2: number }>>('/coverage/uncovered');
    expect(features).toHaveLength(1);
    const drawn = features[0]!;
    expect(drawn.properties.uncoveredM2).toBeCloseTo(city.areaM2 - city.coveredM2, 3);
    expect(Math.abs(turf.area(drawn) / drawn.properties.uncoveredM2 - 1)).toBeLessThan(0.01);
    const circles = await geoJson<FeatureCollection<Polygon, { station: string }>>('/coverage/circles');
    const ids = (await stationsNow()).map((s) => s.id);
    expect(circles.features.map((f: Feature<Polygon, { station: string }>) => f.properties.station).sort()).toEqual(
      ids.sort(),
    );
  });

  it('pushes what a closed station changed, and only that; the parts add up to the whole', async () => {
    const before = await cells();
    const socket = connectSocket(server.url);
    await socket.emitWithAck('subscribe', { city: model.id, after: null });
    const pushed = new Promise<CoverageDelta>((resolve) => socket.once('coverage', resolve));
    const station = (await stationsNow())[0]!;
    const closed = await call(
      'PATCH',
      `${base}/stations/${station.id}`,
      { open: false },
      { 'if-match': `"${station.version}"` },
    );
    expect(closed.status).toBe(200);
    const delta = await pushed;
    socket.close();
    const after = await cells();
    const zones = new Uint32Array(new Uint8Array(delta.zones).buffer);
    const share = new Uint16Array(new Uint8Array(delta.share).buffer);
    const differing = [...after.share.keys()].filter((zone) => after.share[zone] !== before.share[zone]);
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.filter((zone) => !zones.includes(zone))).toEqual([]);
    zones.forEach((zone, k) => expect(share[k]).toBe(after.share[zone]));
    expect(delta.summary.seq).toBe(after.seq);
    const judged = sharesByTurf(await stationsNow());
    judged.forEach((s, zone) => expect(Math.abs(after.share[zone]! / 65_535 - s)).toBeLessThan(1e-3));
  });

  it.each([
    ['/coverage?minutes=0', 422, 'input-invalid'],
    ['/coverage?minutes=60&speedKmh=10', 422, 'input-invalid'],
    ['/coverage?preset=7', 422, 'input-invalid'],
    ['/coverage/uncovered?area=000000', 404, 'area-unknown'],
    ['/coverage/zones/999999', 404, 'zone-unknown'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const answer = await call('GET', `${base}${path}`);
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(code);
  });

  it('answers an unknown city by its code', async () => {
    const answer = await call('GET', `${server.api}/cities/nowhere/coverage`);
    expect([answer.status, answer.body.code]).toEqual([404, 'city-unknown']);
  });
});

describe('a city that was made a moment ago', () => {
  it('counts a station that comes before the log was first looked at', async () => {
    const city = {
      id: 'fresh',
      name: '新城',
      nameEn: 'Fresh',
      timeZone: 'Asia/Shanghai',
      bbox: [118.3, 31.3, 118.34, 31.33],
    };
    expect((await call('POST', `${server.api}/cities`, city)).status).toBe(201);
    const fresh = `${server.api}/cities/fresh`;
    const before = await call<{ stations: number }>('GET', `${fresh}/coverage`);
    expect(before.body.stations).toBe(0);
    const station = {
      kind: 'vanguard',
      name: '第一先锋驿站',
      nameEn: 'First',
      position: [118.32, 31.315],
      hours: [{ days: [1], from: '08:00', to: '18:00' }],
      dutyTeam: { name: '一队', people: 5 },
    };
    expect((await call('POST', `${fresh}/stations`, station)).status).toBe(201);
    await expect
      .poll(async () => (await call<{ stations: number }>('GET', `${fresh}/coverage`)).body.stations, {
        timeout: 20_000,
      })
      .toBe(1);
  });
});

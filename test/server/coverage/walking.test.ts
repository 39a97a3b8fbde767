import * as turf from '@turf/turf';
import type { FeatureCollection, MultiLineString, MultiPolygon } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Station } from '../../../server/contract/station.ts';
import {
  decodeWalkZones,
  fullShare,
  noPeople,
  type WalkPathFeature,
  type WalkRow,
  type WalkSummary,
} from '../../../server/contract/walking.ts';
import type { NetworkInfo } from '../../../server/contract/network.ts';
import { smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { giveNetwork, latticeNetwork, walkCity } from '../../support/walk-city.ts';

const model = walkCity();
const bare = smallCity('bareville');
let server: TestServer;
let base: string;
let station: Station;
beforeAll(async () => {
  server = await startTestServer({
    cities: [
      { model, clock: 'live' },
      { model: bare, clock: 'live' },
    ],
  });
  base = `${server.api}/cities/${model.id}`;
  await giveNetwork(server, model.id, latticeNetwork());
  station = (await call<{ stations: Station[] }>('GET', `${base}/stations`)).body.stations[0]!;
});
afterAll(() => server.stop());

const summary = async (query = ''): Promise<WalkSummary> =>
  (await call<WalkSummary>('GET', `${base}/coverage/walking${query}`)).body;
/** Over the river from the station, not 300 m by straight line. */
const acrossTheRiver = { lng: 118.351 + 7 * 0.003 + 0.0032, lat: 31.3072 };
const pathFrom = (lng: number, lat: number, query = '') =>
  call<WalkPathFeature>('GET', `${base}/coverage/walking/path?lng=${lng}&lat=${lat}${query}`);

describe('walking coverage over the API', () => {
  it('counts by the network beside the straight line, and the two differ by the river', async () => {
    const { city, ...rest } = await summary();
    expect(rest).toMatchObject({ profile: 'adult', speedKmh: 4, minutes: 15, cutoffMetres: 1000, stations: 1 });
    const { lngLat, people } = model.people;
    let straight = 0;
    for (let i = 0; i < people.length; i++) {
      const metres = turf.distance([lngLat[2 * i]!, lngLat[2 * i + 1]!], station.position, { units: 'meters' });
      if (metres <= 1000) straight += people[i]!;
    }
    expect(city.straightPeople).toBe(straight);
    expect(city.people).toBe(10 * people.length);
    expect(city.walkPeople).toBeGreaterThan(0);
    // Nobody beyond the river walks over the far bridge in time.
    const west = people.reduce((sum, n, i) => (lngLat[2 * i]! < 118.3735 ? sum + n : sum), 0);
    expect(city.walkPeople).toBeLessThan(Math.min(straight, west));
    expect(city.straightTwicePeople).toBe(0);
    expect(city.walkTwicePeople).toBe(0);
    expect(city.maxMetres).toBeGreaterThan(city.p90Metres!);
    expect(city.p90Metres).toBeGreaterThan(city.p50Metres!);
  });

  it('says the same of the city in its parts', async () => {
    const { rows } = (await call<{ rows: WalkRow[] }>('GET', `${base}/coverage/walking/areas`)).body;
    const sumOf = (level: string, pick: (row: WalkRow) => number): number =>
      rows.filter((r) => r.level === level).reduce((sum, r) => sum + pick(r), 0);
    const { city } = await summary();
    expect(rows.find((r) => r.level === 'city')).toEqual(city);
    for (const level of ['district', 'street', 'community'])
      for (const pick of [(r: WalkRow) => r.people, (r: WalkRow) => r.walkPeople, (r: WalkRow) => r.straightPeople])
        expect(sumOf(level, pick)).toBe(pick(city));
    const zones = decodeWalkZones(
      new Uint8Array(await (await ask(`${base}/coverage/walking/zones.bin`)).arrayBuffer()),
    );
    const peopleOf = new Float64Array(model.zones.length);
    model.people.zone.forEach((zone, i) => (peopleOf[zone]! += model.people.people[i]!));
    const near = zones.share.reduce((sum, s, z) => (s === noPeople ? sum : sum + (peopleOf[z]! * s) / fullShare), 0);
    expect(near).toBeCloseTo(city.walkPeople, 0);
    zones.share.forEach((s, z) => expect(s === noPeople).toBe(peopleOf[z] === 0));
  });

  it('shows why: the path over the bridge, with its metres and minutes', async () => {
    const { body } = await pathFrom(acrossTheRiver.lng, acrossTheRiver.lat);
    const { metres, minutes, straightMetres, bridgeMetres } = body.properties;
    expect(body.properties.station).toBe(station.id);
    expect(straightMetres).toBeLessThan(350);
    expect(metres).toBeGreaterThan(5000);
    expect(minutes).toBeCloseTo((metres * 60) / 4000, 6);
    expect(bridgeMetres).toBeGreaterThan(280);
    // What is drawn is what is told, the steps to and from the network included.
    expect(Math.abs(turf.length(body, { units: 'meters' }) / metres - 1)).toBeLessThan(0.001);
    const slower = (await pathFrom(acrossTheRiver.lng, acrossTheRiver.lat, '&profile=elderly')).body.properties;
    expect(slower.minutes).toBeCloseTo((metres * 60) / 3000, 6);
  });

  it('draws the reach of a station in bands that nest and stay on their side of the river', async () => {
    const answer = await ask(`${base}/coverage/walking/reach?station=${station.id}`);
    const { features } = (await answer.json()) as FeatureCollection<MultiLineString, { minutes: number }>;
    expect(features.map((f) => f.properties.minutes)).toEqual([5, 10, 15]);
    const lengths = features.map((f) => turf.length(f));
    expect(lengths[0]).toBeGreaterThan(0.3);
    expect(lengths[1]).toBeGreaterThan(lengths[0]!);
    expect(lengths[2]).toBeGreaterThan(lengths[1]!);
    const [, , east] = turf.bbox(features[2]!);
    expect(east).toBeLessThan(118.3735);
    const far = turf.coordAll(features[2]!).map((p) => turf.distance(p, station.position));
    expect(Math.max(...far)).toBeLessThanOrEqual(1.0001);
  });

  it('draws the outlines inside one another, and beyond the river none', async () => {
    const answer = await ask(`${base}/coverage/walking/outline?station=${station.id}`);
    const { features } = (await answer.json()) as FeatureCollection<MultiPolygon, { minutes: number }>;
    expect(features.map((f) => f.properties.minutes)).toEqual([15, 10, 5]);
    const areas = features.map((f) => turf.area(f));
    expect(areas[0]).toBeGreaterThan(areas[1]!);
    expect(areas[1]).toBeGreaterThan(areas[2]!);
    // 333 m of streets around: a diamond of half a square of 2 · 333 m, and what lies beside the streets.
    expect(areas[2]).toBeGreaterThan(60_000);
    const [, , east] = turf.bbox(features[0]!);
    expect(east).toBeLessThan(118.3737);
    // Whoever is counted as reached lives inside, and the other way round, but for those at its very edge.
    const { lngLat, people } = model.people;
    let inside = 0;
    for (let i = 0; i < people.length; i++)
      if (turf.booleanPointInPolygon([lngLat[2 * i]!, lngLat[2 * i + 1]!], features[0]!)) inside += people[i]!;
    const { city } = await summary();
    expect(Math.abs(inside - city.walkPeople)).toBeLessThanOrEqual(20);
  });

  it('follows the stations: one out of service reaches nobody', async () => {
    const before = await summary();
    const closed = await call<Station>('PATCH', `${base}/stations/${station.id}`, { open: false }, { 'if-match': `"${station.version}"` }); // prettier-ignore
    expect(closed.status).toBe(200);
    await expect.poll(async () => (await summary()).city.walkPeople).toBe(0);
    const none = await summary();
    expect(none).toMatchObject({ stations: 0, city: { strandedPeople: none.city.people, p50Metres: null } });
    expect((await pathFrom(118.36, 31.31)).body).toMatchObject({ code: 'station-out-of-reach' });
    const { version } = closed.body;
    await call('PATCH', `${base}/stations/${station.id}`, { open: true }, { 'if-match': `"${version}"` });
    await expect.poll(async () => (await summary()).city).toEqual(before.city);
  });

  it('takes no steps with a wheelchair', async () => {
    const bridgeOfSteps = latticeNetwork(1);
    const edition = await giveNetwork(server, model.id, bridgeOfSteps);
    expect((await summary()).networkEdition).toBe(edition);
    const onFoot = await summary('?speedKmh=3');
    const onWheels = await summary('?profile=wheelchair');
    expect(onFoot.city.strandedPeople).toBe(0);
    expect(onWheels.city.strandedPeople).toBeGreaterThan(0);
    expect((await pathFrom(acrossTheRiver.lng, acrossTheRiver.lat, '&profile=wheelchair')).status).toBe(422);
    const { body } = await call<NetworkInfo>('GET', `${base}/network`);
    expect(body).toMatchObject({ edition, provenance: { synthetic: true }, notes: [] });
    expect(body.metres).toBeGreaterThan(10_000);
  });

  it('refuses what makes no sense, in words', async () => {
    const code = async (path: string): Promise<string> => (await call('GET', `${base}${path}`)).body.code;
    expect(await code('/coverage/walking?minutes=61')).toBe('input-invalid');
    expect(await code('/coverage/walking?minutes=60&speedKmh=10')).toBe('input-invalid');
    expect(await code('/coverage/walking?minutes=NaN')).toBe('input-invalid');
    expect(await code('/coverage/walking?profile=bicycle')).toBe('input-invalid');
    expect(await code('/coverage/walking?radius=5')).toBe('input-invalid');
    expect(await code('/coverage/walking/path?lng=10&lat=10')).toBe('position-outside-city');
    expect(await code('/coverage/walking/path?lng=&lat=10')).toBe('input-invalid');
    expect(await code('/coverage/walking/reach?station=5d1c1b8e-0000-4000-8000-000000000000')).toBe('station-out-of-reach'); // prettier-ignore
    const bareBase = `${server.api}/cities/${bare.id}`;
    expect((await call('GET', `${bareBase}/coverage/walking`)).body).toMatchObject({ status: 404, code: 'network-missing' }); // prettier-ignore
    expect((await call('GET', `${bareBase}/network`)).body).toMatchObject({ code: 'network-missing' });
    expect((await call('GET', `${server.api}/cities/nowhere/network`)).body).toMatchObject({ code: 'city-unknown' });
  });
});

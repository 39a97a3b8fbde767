import type { Polygon } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  areaSchema,
  searchHitSchema,
  zoneSchema,
  type Area,
  type SearchHit,
  type Zone,
} from '../../../server/contract/city.ts';
import { geometryOf } from '../../../geodata/shapes.ts';
import { call } from '../../support/http.ts';
import { latticeCity } from '../cities/lattice-city.ts';
import { startAreaServer, type AreaServer } from '../tiles/server.ts';

const model = latticeCity();
let server: AreaServer;
beforeAll(async () => {
  server = await startAreaServer();
});
afterAll(() => server.stop());

const get = async <T>(path: string): Promise<T> => {
  const { status, body } = await call<T>('GET', `${server.city}${path}`);
  expect(status, path).toBe(200);
  return body;
};
const refused = async (path: string): Promise<[number, string]> => {
  const { status, body } = await call('GET', `${server.city}${path}`);
  return [status, body.code];
};

describe('areas over HTTP', () => {
  it('lists areas by level and by what holds them', async () => {
    const { areas } = await get<{ areas: Area[] }>('/areas');
    expect(areas.map((a) => a.code)).toEqual(model.areas.map((a) => a.code));
    for (const area of areas) areaSchema.parse(area);
    const streets = await get<{ areas: Area[] }>('/areas?level=street&parent=340202');
    expect(streets.areas.map((a) => a.code)).toEqual(['340202001', '340202002', '340202003', '340202004']);
    expect(await refused('/areas?level=village')).toEqual([422, 'input-invalid']);
    expect(await refused('/areas?parent=999999')).toEqual([404, 'area-unknown']);
  });

  it('gives the outline of an area and of a zone, by index and by code', async () => {
    const area = await get<Area & { geometry: Polygon }>('/areas/340201001');
    expect(area.geometry).toEqual(geometryOf(model.areaShapes, area.index));
    const byIndex = await get<Zone & { geometry: Polygon }>('/zones/26');
    const byCode = await get<Zone>(`/zones/${model.zones[26]!.code}`);
    expect(byCode).toEqual(byIndex);
    expect(zoneSchema.parse(byIndex)).toMatchObject({
      street: '340201001',
      district: '340201',
      compound: null,
      synthetic: true,
    });
    expect(byIndex.geometry).toEqual(geometryOf(model.zoneShapes, 26));
    expect((await get<Zone>('/zones/0')).compound).toBe('X0000');
    for (const zone of ['576', '999999999', '-1', '1.5', '340201001001-9999'])
      expect(await refused(`/zones/${zone}`), zone).toEqual([404, 'zone-unknown']);
    expect(await refused('/areas/0')).toEqual([404, 'area-unknown']);
  });

  it('finds the zone at a position, and that of every label', async () => {
    for (const index of [0, 77, 575]) {
      const { label } = await get<Zone>(`/zones/${index}`);
      const { zone } = await get<{ zone: Zone }>(`/at?lng=${label[0]}&lat=${label[1]}`);
      expect(zone.index).toBe(index);
    }
    expect(await refused('/at?lng=100&lat=20')).toEqual([422, 'position-outside-city']);
    for (const query of ['lng=&lat=31', 'lng=118', 'lng=118&lat=north', 'lng=181&lat=31', 'lng=118&lat=31&lat=32'])
      expect(await refused(`/at?${query}`), query).toEqual([422, 'input-invalid']);
  });

  it('searches, ten at the most unless told otherwise', async () => {
    const { hits } = await get<{ hits: SearchHit[] }>(`/search?q=${encodeURIComponent('社区')}`);
    expect(hits).toHaveLength(10);
    for (const hit of hits) searchHitSchema.parse(hit);
    expect((await get<{ hits: SearchHit[] }>('/search?q=shequ&limit=50')).hits).toHaveLength(50);
    expect((await get<{ hits: SearchHit[] }>('/search?q=qqqqq')).hits).toEqual([]);
    for (const query of ['', '?q=', '?q=a&limit=0', '?q=a&limit=51', `?q=${'a'.repeat(61)}`])
      expect(await refused(`/search${query}`), query).toEqual([422, 'input-invalid']);
    expect((await call('GET', `${server.api}/cities/nowhere/search?q=a`)).body.code).toBe('city-unknown');
  });
});

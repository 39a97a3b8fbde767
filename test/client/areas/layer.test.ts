import { expect, test } from 'vitest';
import {
  focusLayers,
  nameLayers,
  outlineLayers,
  outsideOf,
  tileSources,
  type AreaView,
} from '../../../client/areas/layer.ts';
import { readPalette } from '../../../client/map/palette.ts';
import type { City } from '../../../server/contract/city.ts';
import { areas } from '../city-fixture.ts';

const view: AreaView = {
  palette: readPalette((name) => name),
  locale: 'zh-CN',
  area: null,
  zone: -1,
  zones: true,
  names: [1, 2, 3],
};

test('zone lines go when they are switched off; the rest stays', () => {
  const ids = (v: AreaView): string[] => outlineLayers(v).map((l) => l.id);
  expect(ids(view)).toEqual(['zone-lines', 'community-lines', 'street-lines', 'district-lines']);
  expect(ids({ ...view, zones: false })).toEqual(['community-lines', 'street-lines', 'district-lines']);
});

test('the city itself is not set off; any other open area is, by its index', () => {
  const filter = (v: AreaView): unknown => focusLayers(v).find((l) => l.id === 'open-area');
  expect(filter({ ...view, area: areas[0]! })).toMatchObject({ filter: ['==', ['id'], -1] });
  expect(filter({ ...view, area: areas[3]! })).toMatchObject({ filter: ['==', ['id'], 3] });
});

test('only names whose letters are loaded are drawn, in the language of the page', () => {
  expect(nameLayers({ ...view, names: [1] }).map((l) => l.id)).toEqual(['names-1']);
  expect(nameLayers({ ...view, names: [1] })[0]).toMatchObject({ layout: { 'text-field': ['get', 'n'] } });
  expect(nameLayers({ ...view, names: [1], locale: 'en' })[0]).toMatchObject({
    layout: { 'text-field': ['coalesce', ['get', 'e'], ['get', 'n']] },
  });
});

test('outside an area is the world with the exteriors as holes', () => {
  const ring: [number, number][] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
  ];
  const hole = { type: 'MultiPolygon' as const, coordinates: [[ring], [ring]] };
  expect(outsideOf(hole).geometry).toMatchObject({ type: 'Polygon' });
  expect((outsideOf(hole).geometry as GeoJSON.Polygon).coordinates).toHaveLength(3);
  expect((outsideOf(hole).geometry as GeoJSON.Polygon).coordinates[1]).toEqual([...ring].reverse());
  expect((outsideOf(null).geometry as GeoJSON.Polygon).coordinates).toEqual([]);
});

test('tiles come from the page itself, and change their address with the version', () => {
  const city: Partial<City> = { id: 'wuhu', tileVersion: '1-2-abc', bbox: [118, 31, 119, 32] };
  const { zones } = tileSources(city as City, 'http://127.0.0.1:3000');
  expect(zones).toMatchObject({
    tiles: ['http://127.0.0.1:3000/api/v1/cities/wuhu/tiles/zones/1-2-abc/{z}/{x}/{y}.mvt'],
    bounds: [118, 31, 119, 32],
    minzoom: 7,
  });
});

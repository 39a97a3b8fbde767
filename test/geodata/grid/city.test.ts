import { area, booleanValid, circle, difference, featureCollection, lineString, length } from '@turf/turf';
import type { Polygon } from 'geojson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundaryError, type GridCityInput, makeGridCity } from '../../../geodata/grid/city.ts';
import { areaSquareMetres, contains, featureCount, geometryOf, toGeoJson } from '../../../geodata/shapes.ts';
import { edgesOf, sortEdges } from '../tiling.ts';

const boston: GridCityInput = {
  id: 'boston',
  name: '波士顿',
  nameEn: 'Boston',
  timeZone: 'America/New_York',
  bbox: [-71.19, 42.23, -70.99, 42.4],
  cellMetres: 500,
};
const round: GridCityInput = { ...boston, bbox: undefined, boundary: circle([118.376, 31.33], 4).geometry };
delete round.bbox;

const total = (city: ReturnType<typeof makeGridCity>): number =>
  city.zones.reduce((sum, _, i) => sum + areaSquareMetres(city.zoneShapes, i), 0);

describe('a grid city', () => {
  it('tiles its bounding box with squares of about the size asked for', () => {
    const city = makeGridCity(boston);
    expect(city.bbox).toEqual(boston.bbox);
    expect(total(city) / areaSquareMetres(city.areaShapes, 0)).toBeCloseTo(1, 9);
    const ring = (geometryOf(city.zoneShapes, 0) as Polygon).coordinates[0]!;
    for (let i = 1; i < ring.length; i++) {
      const metres = length(lineString([ring[i - 1]!, ring[i]!]), { units: 'meters' });
      expect(metres).toBeGreaterThan(480);
      expect(metres).toBeLessThan(520);
    }
  });

  it('has one district, blocks to drill into, codes that start with x, and nobody in it', () => {
    const city = makeGridCity(boston);
    const levels = new Set(city.areas.map((a) => a.level));
    expect(levels).toEqual(new Set(['city', 'district', 'street', 'community']));
    const codes = new Map(city.areas.map((a) => [a.code, a]));
    expect(codes.size).toBe(city.areas.length);
    expect(featureCount(city.areaShapes)).toBe(city.areas.length);
    city.areas.forEach((a, i) => {
      expect(a.code).toMatch(/^x/);
      expect(a.parent === null || codes.has(a.parent)).toBe(true);
      expect(contains(city.areaShapes, i, ...a.label)).toBe(true);
    });
    expect(city.areas.filter((a) => a.level === 'community').length).toBeGreaterThan(20);
    expect(city.zones.every((z) => z.people === 0 && codes.get(z.community)?.level === 'community')).toBe(true);
    expect(new Set(city.zones.map((z) => z.code)).size).toBe(city.zones.length);
    expect([city.people.people.length, city.stations.length, city.synthetic]).toEqual([0, 0, true]);
  });

  it('is cut by a boundary without gap or overlap, as Turf sees it', () => {
    const city = makeGridCity(round);
    const whole = toGeoJson(city.areaShapes, 0, {});
    expect(total(city) / area(round.boundary!)).toBeCloseTo(1, 6);
    expect(area(whole) / area(round.boundary!)).toBeCloseTo(1, 6);
    const missing = difference(featureCollection([toGeoJson(city.areaShapes, 0, {}), circle([118.376, 31.33], 4)]));
    expect(missing ? area(missing) : 0).toBeLessThan(100);
    for (let i = 0; i < city.zones.length; i += 7) expect(booleanValid(geometryOf(city.zoneShapes, i))).toBe(true);
  });

  it('makes every area the union of its zones: inner edges are run once each way', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        fc.integer({ min: 150, max: 900 }),
        (km, cellMetres) => {
          const city = makeGridCity({ ...round, boundary: circle([8.54, 47.37], km).geometry, cellMetres });
          const communities = city.areas.flatMap((a, i) => (a.level === 'community' ? [i] : []));
          const { outer } = sortEdges(city.zoneShapes, city.zones.keys());
          expect(outer).toEqual(new Set(edgesOf(city.areaShapes, 0)));
          expect(sortEdges(city.areaShapes, communities).outer).toEqual(outer);
        },
      ),
      // A cut that leaves two corners closer together than the grid of coordinates.
      { numRuns: 25, examples: [[0.5964281713564688, 150]] },
    );
  });

  it('refuses a boundary that crosses itself and a grid that is too fine, saying why', () => {
    const bow = { type: 'Polygon' as const, coordinates: [[[8, 47], [8.1, 47.1], [8.1, 47], [8, 47.1], [8, 47]]] }; // prettier-ignore
    expect(() => makeGridCity({ ...round, boundary: bow })).toThrow(BoundaryError);
    expect(() => makeGridCity({ ...boston, bbox: [-180, -80, 180, 80], cellMetres: 50 })).toThrow(/too-large/);
    expect(() => makeGridCity({ ...boston, boundary: round.boundary! })).toThrow(TypeError);
  });
});

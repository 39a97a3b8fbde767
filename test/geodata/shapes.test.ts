import { area, bbox, booleanPointInPolygon, circle, multiPolygon, polygon } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaSquareMetres, contains, coordsBbox, featureBbox, featureCount } from '../../geodata/shapes.ts';
import { geometryOf, shapesFromGeoJson, toGeoJson } from '../../geodata/shapes.ts';

const centre: [number, number] = [118.376, 31.33];
const disc = circle(centre, 2, { units: 'kilometers' }).geometry;
const ring = polygon([disc.coordinates[0]!, circle(centre, 1, { units: 'kilometers' }).geometry.coordinates[0]!]);
const pair = multiPolygon([ring.geometry.coordinates, circle([118.5, 31.4], 1).geometry.coordinates]);
const shapes = shapesFromGeoJson([disc, ring.geometry, pair.geometry]);

describe('flat shapes', () => {
  it('keep every feature apart and wind rings as RFC 7946 says', () => {
    expect(featureCount(shapes)).toBe(3);
    expect(geometryOf(shapes, 0)).toEqual(disc);
    expect(geometryOf(shapes, 1).coordinates).toEqual([
      ring.geometry.coordinates[0],
      [...ring.geometry.coordinates[1]!].reverse(),
    ]);
    const feature = toGeoJson(shapes, 2, { code: 'x1' });
    expect(feature.geometry.type).toBe('MultiPolygon');
    expect(feature.properties.code).toBe('x1');
  });

  it('have the area and the box that Turf finds', () => {
    for (const [i, geometry] of [disc, ring.geometry, pair.geometry].entries()) {
      expect(areaSquareMetres(shapes, i) / area(geometry)).toBeCloseTo(1, 9);
      expect(featureBbox(shapes, i)).toEqual(bbox(geometry));
    }
    expect(coordsBbox(shapes.coords)).toEqual(bbox(pair));
  });

  it('hold the points that Turf says they hold', () => {
    const lng = fc.double({ min: 118.34, max: 118.52, noNaN: true });
    const lat = fc.double({ min: 31.3, max: 31.42, noNaN: true });
    fc.assert(
      fc.property(lng, lat, (x, y) => {
        expect(contains(shapes, 1, x, y)).toBe(booleanPointInPolygon([x, y], ring));
        expect(contains(shapes, 2, x, y)).toBe(booleanPointInPolygon([x, y], pair));
      }),
      { numRuns: 500 },
    );
  });
});

import { booleanPointInPolygon, pointToPolygonDistance } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxesOf, featureHolds, makeLocate } from '../../../server/cities/locate.ts';
import { featureCount, geometryOf } from '../../../geodata/shapes.ts';
import { latticeCity } from './lattice-city.ts';

const { zoneShapes, areaShapes } = latticeCity();
// Several trees, as a large city has.
const locate = await makeLocate(zoneShapes, boxesOf(zoneShapes), { perTree: 100 });
const all = Array.from({ length: featureCount(zoneShapes) }, (_, f) => f);
const inCity = fc.tuple(
  fc.double({ min: 118.28, max: 118.38, noNaN: true }),
  fc.double({ min: 31.18, max: 31.28, noNaN: true }),
);

describe('locate', () => {
  it('agrees with a scan of every zone', () => {
    fc.assert(
      fc.property(inCity, ([lng, lat]) => {
        const holding = all.filter((f) => featureHolds(zoneShapes, f, lng, lat));
        expect(locate(lng, lat)).toBe(holding[0] ?? -1);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with Turf away from the edges', () => {
    fc.assert(
      fc.property(inCity, ([lng, lat]) => {
        const found = locate(lng, lat);
        const byTurf = all.filter((f) => booleanPointInPolygon([lng, lat], geometryOf(zoneShapes, f)));
        const nearest = found < 0 ? byTurf[0] : found;
        fc.pre(
          nearest === undefined ||
            Math.abs(pointToPolygonDistance([lng, lat], geometryOf(zoneShapes, nearest), { units: 'meters' })) > 0.01,
        );
        expect(byTurf).toEqual(found < 0 ? [] : [found]);
      }),
      { numRuns: 150 },
    );
  });

  it('finds exactly one zone for every position in the city, those beside an edge too', () => {
    const edge = fc.record({
      point: fc.nat({ max: zoneShapes.coords.length / 2 - 2 }),
      along: fc.double({ min: 0, max: 1, noNaN: true }),
      nudge: fc.integer({ min: -3, max: 3 }),
    });
    fc.assert(
      fc.property(edge, ({ point, along, nudge }) => {
        const at = (axis: number): number => {
          const from = zoneShapes.coords[2 * point + axis]!;
          return from + along * (zoneShapes.coords[2 * point + 2 + axis]! - from);
        };
        const lng = at(0) * (1 + nudge * Number.EPSILON);
        const lat = at(1);
        fc.pre(featureHolds(areaShapes, 0, lng, lat));
        const holding = all.filter((f) => featureHolds(zoneShapes, f, lng, lat));
        expect(holding.length).toBeGreaterThanOrEqual(1);
        expect(locate(lng, lat)).toBe(Math.min(...holding));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a shared corner to the lowest index', () => {
    const corner = (f: number): [number, number] => {
      const p = zoneShapes.ringStart[zoneShapes.polygonStart[zoneShapes.featureStart[f]!]!]!;
      return [zoneShapes.coords[2 * p]!, zoneShapes.coords[2 * p + 1]!];
    };
    // Zone 25 is at (1, 1); its first corner is shared with 0, 1 and 24.
    expect(locate(...corner(25))).toBe(0);
    expect(locate(...corner(0))).toBe(0);
  });

  it('finds nothing in a city without zones', async () => {
    const none = {
      coords: new Float64Array(0),
      ringStart: Uint32Array.of(0),
      polygonStart: Uint32Array.of(0),
      featureStart: Uint32Array.of(0),
    };
    expect((await makeLocate(none, boxesOf(none)))(118.3, 31.2)).toBe(-1);
  });
});

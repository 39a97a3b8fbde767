import { area, circle, difference, featureCollection, polygon, union } from '@turf/turf';
import fc from 'fast-check';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePlane, projectPairs, unprojectPairs } from '../../../../geodata/crs/plane.ts';
import { geometryOf } from '../../../../geodata/shapes.ts';
import { discShares } from '../../../../server/coverage/engine/disc-shares.ts';
import { zoneTable } from '../../../../server/coverage/engine/planar-shapes.ts';
import { loadUncovered, type Uncovered } from '../../../../server/coverage/uncovered/uncovered.ts';
import { anyCircle, box, flatDiscs, latticeZone, planarShapes, starZone } from '../engine/planar.ts';
import type { Circle, Zone } from '../engine/planar.ts';
import { seeded } from '../engine/seeded.ts';

type Area = Feature<Polygon | MultiPolygon>;

let uncovered: Uncovered;
beforeAll(async () => {
  uncovered = await loadUncovered();
});

const uncoveredM2 = (zone: Zone, circles: Circle[], segments?: number): number =>
  zoneTable(uncovered(planarShapes([zone]), flatDiscs(circles), segments)).areaM2[0]!;

/** The corners of a regular polygon of the circle's area stay within this of it, as a share of the radius. */
const bow = (segments: number): number => 1 - Math.cos(Math.PI / segments);

describe('the uncovered part', () => {
  it('is what the exact shares leave, but for the corners that stand for circles', () => {
    const zones = fc.oneof(starZone(400), latticeZone(300));
    fc.assert(
      fc.property(zones, fc.array(anyCircle(400), { maxLength: 10 }), (zone, circles) => {
        const { once, areaM2 } = discShares(planarShapes([zone]), flatDiscs(circles));
        const rim = circles.reduce((sum, [, , r]) => sum + 2 * Math.PI * r * r * bow(96), 0);
        // One millimetre along every edge is what the grid may take or give.
        expect(Math.abs(uncoveredM2(zone, circles) - (1 - once[0]!) * areaM2[0]!)).toBeLessThan(rim + 20);
      }),
      { numRuns: 300 },
    );
  });

  it('has the exact area for a disc that lies wholly inside, whatever the number of corners', () => {
    for (const segments of [3, 8, 96, 720]) {
      expect(uncoveredM2([[box(-3000, -3000, 6000, 6000)]], [[10, 20, 1000]], segments)).toBeCloseTo(
        36e6 - Math.PI * 1e6,
        -2,
      );
    }
  });

  it('keeps holes, islands in holes, and which feature is whose', () => {
    const ring = Array.from({ length: 36 }, (_, i): Circle => {
      const angle = (i * Math.PI) / 18;
      return [1000 * Math.cos(angle), 1000 * Math.sin(angle), 200];
    });
    const zones: Zone[] = [[[box(-2000, -2000, 4000, 4000)]], [[box(990, -5, 10, 10)]], [[box(5000, 0, 10, 10)]]];
    const left = uncovered(planarShapes(zones), flatDiscs(ring));
    expect([...left.featureStart]).toEqual([0, 2, 2, 3]);
    const { areaM2 } = zoneTable(left);
    expect(areaM2[0]).toBeGreaterThan(0);
    expect(areaM2[1]).toBe(0);
    expect(areaM2[2]).toBeCloseTo(100, 6);
    const rings = [0, 1].map((p) => left.polygonStart[p + 1]! - left.polygonStart[p]!);
    expect(rings.sort()).toEqual([1, 2]);
  });

  it('refuses fewer than three corners and takes no part of discs that are switched off', () => {
    expect(() => uncoveredM2([[box(0, 0, 1, 1)]], [], 2)).toThrow(/3 or more/);
    expect(
      uncoveredM2(
        [[box(0, 0, 10, 10)]],
        [
          [5, 5, -1],
          [5, 5, 0],
        ],
      ),
    ).toBe(100);
  });

  it.each([1, 2, 3, 4, 5, 6])('agrees with what Turf cuts in degrees (seed %i)', (seed) => {
    const random = seeded(seed);
    const origin: [number, number] = [118.38, 31.33];
    const near = (reach: number): [number, number] => [
      origin[0] + (random() - 0.5) * reach,
      origin[1] + (random() - 0.5) * reach,
    ];
    const ring = Array.from({ length: 7 }, (_, i): [number, number] => {
      const reach = 0.008 + 0.01 * random();
      return [origin[0] + reach * Math.cos((2 * Math.PI * i) / 7), origin[1] + reach * Math.sin((2 * Math.PI * i) / 7)];
    });
    const places = Array.from({ length: 5 }, () => ({ at: near(0.03), radiusMetres: 300 + 500 * random() }));
    const zone: Area = polygon([[...ring, ring[0]!]]);
    const circles = places.map((p): Area => circle(p.at, p.radiusMetres, { steps: 720, units: 'meters' }));
    const judged = difference(featureCollection([zone, union(featureCollection(circles))!]));

    const plane = makePlane(...origin);
    const shapes = planarShapes([[[ring]]]);
    projectPairs(plane, shapes.coords, shapes.coords);
    const centres = projectPairs(plane, Float64Array.from(places.flatMap((p) => p.at)));
    const discs = places.flatMap((p, i) => [centres[2 * i]!, centres[2 * i + 1]!, p.radiusMetres]);
    const left = uncovered(shapes, Float64Array.from(discs));
    unprojectPairs(plane, left.coords, left.coords);
    const ours: Area = { type: 'Feature', properties: {}, geometry: geometryOf(left, 0) };

    // What one has and the other has not is a rim along the circles and, by 5 cm, along the edges.
    const rim = places.reduce((sum, p) => sum + 2 * Math.PI * p.radiusMetres ** 2 * bow(96), 0) + 0.05 * 12_000;
    expect(judged).not.toBeNull();
    for (const pair of [
      [ours, judged!],
      [judged!, ours],
    ] as [Area, Area][]) {
      const more = difference(featureCollection(pair));
      expect(more === null ? 0 : area(more)).toBeLessThan(rim);
    }
    expect(rim / area(zone)).toBeLessThan(0.005);
  });
});

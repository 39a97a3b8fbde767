import { area, circle, featureCollection, intersect, polygon, union } from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import { makePlane, projectPairs } from '../../../../geodata/crs/plane.ts';
import { discShares } from '../../../../server/coverage/engine/disc-shares.ts';
import { planarShapes } from './planar.ts';
import { seeded } from './seeded.ts';

type Area = Feature<Polygon | MultiPolygon>;

const origin: [number, number] = [118.38, 31.33];
const steps = 1440;
/** Share of a circle's area that its inscribed polygon leaves out. */
const leftOut = 1 - (Math.sin((2 * Math.PI) / steps) * steps) / (2 * Math.PI);

const together = (parts: Area[]): Area => (parts.length === 1 ? parts[0]! : union(featureCollection(parts))!);
const areaOf = (part: Area | null): number => (part === null ? 0 : area(part));
const within = (zone: Area, parts: Area[]): number =>
  parts.length === 0 ? 0 : areaOf(intersect(featureCollection([zone, together(parts)])));

/** Where two or more of the circles lie: the union of their intersections pair by pair. */
const overlaps = (circles: Area[]): Area[] =>
  circles.flatMap((one, i) =>
    circles.slice(i + 1).flatMap((other) => intersect(featureCollection([one, other])) ?? []),
  );

describe('shares against Turf, in degrees on its sphere', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('agrees on a small city (seed %i)', (seed) => {
    const random = seeded(seed);
    const near = (reach: number): [number, number] => [
      origin[0] + (random() - 0.5) * reach,
      origin[1] + (random() - 0.5) * reach,
    ];
    const [cx, cy] = near(0.03);
    const ring = Array.from({ length: 7 }, (_, i): [number, number] => {
      const reach = 0.004 + 0.012 * random();
      return [cx + reach * Math.cos((2 * Math.PI * i) / 7), cy + reach * Math.sin((2 * Math.PI * i) / 7)];
    });
    const places = Array.from({ length: 5 }, () => ({ at: near(0.05), radiusMetres: 400 + 800 * random() }));
    const zone = polygon([[...ring, ring[0]!]]);
    const circles = places.map((p) => circle(p.at, p.radiusMetres, { steps, units: 'meters' }));

    const plane = makePlane(...origin);
    const shapes = planarShapes([[[ring]]]);
    projectPairs(plane, shapes.coords, shapes.coords);
    const centres = projectPairs(plane, Float64Array.from(places.flatMap((p) => p.at)));
    const discs = places.flatMap((p, i) => [centres[2 * i]!, centres[2 * i + 1]!, p.radiusMetres]);
    const found = discShares(shapes, Float64Array.from(discs));

    // Turf's circles are polygons: they leave out a known share of their area. An edge of 2 km that is straight in
    // degrees bows by 5 cm in the plane, which makes up to 2e-5 of a zone of this size.
    const zoneArea = area(zone);
    const missing = places.reduce((sum, p) => sum + leftOut * Math.PI * p.radiusMetres ** 2, 0) / zoneArea;
    const tolerance = missing + 2e-5;
    expect(Math.abs(found.areaM2[0]! / zoneArea - 1)).toBeLessThan(2e-5);
    expect(Math.abs(found.once[0]! - within(zone, circles) / zoneArea)).toBeLessThan(tolerance);
    expect(Math.abs(found.twice[0]! - within(zone, overlaps(circles)) / zoneArea)).toBeLessThan(tolerance);
    const deep = circles.reduce((sum, one) => sum + within(zone, [one]), 0);
    expect(Math.abs(found.meanDepth[0]! - deep / zoneArea)).toBeLessThan(tolerance);
  });
});

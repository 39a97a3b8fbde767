import { area, circle, featureCollection, intersect, union } from '@turf/turf';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { unprojectPairs } from '../../geodata/crs/plane.ts';
import { geometryOf, shapesFromGeoJson } from '../../geodata/shapes.ts';
import { CoverageIndex } from '../../server/coverage/engine/coverage-index.ts';
import type { PlanarShapes } from '../../server/coverage/engine/planar-shapes.ts';
import type { BenchCity } from './coverage-city.ts';
import { figure, measure, rowOf, type Row } from './harness.ts';

type Area = Feature<Polygon | MultiPolygon>;

const every = 100;
const steps = 256;

/**
 * Turf on every hundredth zone, in degrees: the union of the circles near a zone, intersected with it, unless one circle
 * holds the zone's box. Finding the circles and making them is not on Turf's clock. Ours counts the same zones.
 */
export async function turfSample(city: BenchCity, tolerance: number): Promise<Row> {
  const sample = everyHundredth(city.zones);
  const index = new CoverageIndex(sample, city.discs);
  const ours = await measure(
    () => {
      index.full();
      return index.shares.once[0]!;
    },
    { warmUp: 30, repeats: 31 },
  );
  const zones = zonesInDegrees(city, sample);
  const circles = circlesNear(city, index);
  let shares: number[] = [];
  const timing = await measure(
    () => {
      shares = zones.map((zone, i) => sharedPart(zone, circles[i]!));
      return shares[0]!;
    },
    { warmUp: 0, repeats: 1 },
  );
  const farthest = shares.reduce((most, share, i) => Math.max(most, Math.abs(share - index.shares.once[i]!)), 0);
  const peer = { name: `Turf, ${steps}-gons near each zone`, timing, agree: farthest <= tolerance };
  const scene = `${zones.length} zones of ${city.label}; peer once; worst zone off by ${figure(farthest)}`;
  return rowOf('coverage.shares.turf', ours, peer, scene);
}

function sharedPart(zone: Area, circles: Area[] | 'held'): number {
  if (circles === 'held') return 1;
  if (circles.length === 0) return 0;
  const cover = circles.length === 1 ? circles[0]! : union(featureCollection(circles))!;
  const part = intersect(featureCollection([zone, cover]));
  return part === null ? 0 : area(part) / area(zone);
}

function everyHundredth(zones: PlanarShapes): PlanarShapes {
  const all = Array.from({ length: zones.featureStart.length - 1 }, (_, zone) => zone);
  return shapesFromGeoJson(all.filter((zone) => zone % every === 0).map((zone) => geometryOf(zones, zone)));
}

function zonesInDegrees({ plane }: BenchCity, zones: PlanarShapes): Area[] {
  const degrees = { ...zones, coords: unprojectPairs(plane, zones.coords) };
  return Array.from({ length: zones.featureStart.length - 1 }, (_, zone): Area => ({
    type: 'Feature',
    properties: {},
    geometry: geometryOf(degrees, zone),
  }));
}

/** For each zone the circles that touch its box, or that one of them holds it. */
function circlesNear({ plane, discs }: BenchCity, { zones }: CoverageIndex): (Area[] | 'held')[] {
  const made = new Map<number, Area>();
  const circleOf = (i: number): Area => {
    const centre = unprojectPairs(plane, discs.slice(3 * i, 3 * i + 2));
    return circle([...centre], discs[3 * i + 2]!, { steps, units: 'meters' });
  };
  return Array.from({ length: zones.count }, (_, zone) => {
    const near: Area[] = [];
    for (let i = 0; i < discs.length / 3; i++) {
      const dx = Math.abs(discs[3 * i]! - zones.origin[2 * zone]!);
      const dy = Math.abs(discs[3 * i + 1]! - zones.origin[2 * zone + 1]!);
      const [hw, hh, r] = [zones.half[2 * zone]!, zones.half[2 * zone + 1]!, discs[3 * i + 2]!];
      if (Math.hypot(dx + hw, dy + hh) <= r) return 'held';
      if (Math.hypot(Math.max(0, dx - hw), Math.max(0, dy - hh)) > r) continue;
      if (!made.has(i)) made.set(i, circleOf(i));
      near.push(made.get(i)!);
    }
    return near;
  });
}

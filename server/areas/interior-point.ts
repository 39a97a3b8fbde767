import { centerOfMass } from '@turf/turf';
import type { FlatShapes } from '../../geodata/model.ts';
import { geometryOf } from '../../geodata/shapes.ts';
import { featureHolds } from '../cities/locate.ts';

/** Where the line at `lat` crosses the rings of a feature: longitudes, ascending; inside lies between each pair. */
function crossingsAt(shapes: FlatShapes, feature: number, lat: number): number[] {
  const { coords, ringStart, polygonStart, featureStart } = shapes;
  const crossings: number[] = [];
  const endRing = polygonStart[featureStart[feature + 1]!]!;
  for (let ring = polygonStart[featureStart[feature]!]!; ring < endRing; ring++)
    for (let p = ringStart[ring]!; p < ringStart[ring + 1]! - 1; p++) {
      const [ax, ay, bx, by] = coords.subarray(2 * p, 2 * p + 4) as unknown as [number, number, number, number];
      if (ay <= lat !== by <= lat) crossings.push(ax + ((bx - ax) * (lat - ay)) / (by - ay));
    }
  return crossings.sort((a, b) => a - b);
}

/**
 * A position `[lng, lat]` inside a feature, for its label: its centre of mass, or, where that lies outside (a crescent),
 * the middle of the longest east-west chord at the centre's latitude or that of its box.
 */
export function interiorPoint(shapes: FlatShapes, feature: number, box: readonly number[]): [number, number] {
  const [lng, lat] = centerOfMass(geometryOf(shapes, feature)).geometry.coordinates as [number, number];
  if (featureHolds(shapes, feature, lng, lat)) return [lng, lat];
  let best: { at: [number, number]; length: number } = { at: [lng, lat], length: 0 };
  for (const level of [lat, (box[1]! + box[3]!) / 2]) {
    const crossings = crossingsAt(shapes, feature, level);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [west, east] = [crossings[i]!, crossings[i + 1]!];
      if (east - west > best.length) best = { at: [(west + east) / 2, level], length: east - west };
    }
  }
  return best.at;
}

import type { FlatShapes } from '../../geodata/model.ts';

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
 * A position `[lng, lat]` inside a feature, for its label: the middle of the longest east-west chord at the middle
 * latitude of its box. (Inside also where the feature is a crescent and its centre of mass is not.)
 */
export function interiorPoint(shapes: FlatShapes, feature: number, box: readonly number[]): [number, number] {
  const lat = (box[1]! + box[3]!) / 2;
  const crossings = crossingsAt(shapes, feature, lat);
  let best = { lng: (box[0]! + box[2]!) / 2, length: 0 };
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [west, east] = [crossings[i]!, crossings[i + 1]!];
    if (east - west > best.length) best = { lng: (west + east) / 2, length: east - west };
  }
  return [best.lng, lat];
}

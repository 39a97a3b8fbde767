import type { FlatShapes } from './model.ts';
import { contains, featureBbox } from './shapes.ts';

/** Heights tried, as parts of the bounding box; the middle first, so that it wins among equals. */
const HEIGHTS = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.47, 0.53, 0.1, 0.9, 0.05, 0.95];

/** Longitudes at which the outline of a feature crosses a parallel, in rising order. */
function crossings(shapes: FlatShapes, feature: number, lat: number): number[] {
  const { coords, ringStart, polygonStart, featureStart } = shapes;
  const found: number[] = [];
  const end = polygonStart[featureStart[feature + 1]!]!;
  for (let r = polygonStart[featureStart[feature]!]!; r < end; r++) {
    for (let p = ringStart[r]! + 1; p < ringStart[r + 1]!; p++) {
      const ay = coords[2 * p - 1]!;
      const by = coords[2 * p + 1]!;
      if (ay > lat === by > lat) continue;
      const ax = coords[2 * p - 2]!;
      found.push(ax + ((coords[2 * p]! - ax) * (lat - ay)) / (by - ay));
    }
  }
  return found.sort((a, b) => a - b);
}

/** Mean of the exterior's corners: a cheap centre, which may lie outside of a bent area. */
function cornerMean(shapes: FlatShapes, feature: number): [number, number] {
  const ring = shapes.polygonStart[shapes.featureStart[feature]!]!;
  const from = shapes.ringStart[ring]!;
  const to = shapes.ringStart[ring + 1]! - 1;
  let lng = 0;
  let lat = 0;
  for (let p = from; p < to; p++) {
    lng += shapes.coords[2 * p]!;
    lat += shapes.coords[2 * p + 1]!;
  }
  return [lng / (to - from), lat / (to - from)];
}

/**
 * A position well inside a feature, `[lng, lat]`, for its label: the middle of the widest stretch that some parallels
 * cut out of it.
 */
export function labelPoint(shapes: FlatShapes, feature: number): [number, number] {
  const box = featureBbox(shapes, feature);
  let best = cornerMean(shapes, feature);
  let widest = contains(shapes, feature, best[0], best[1]) ? (box[2] - box[0]) * 0.2 : 0;
  for (const height of HEIGHTS) {
    const lat = box[1] + (box[3] - box[1]) * height;
    const at = crossings(shapes, feature, lat);
    for (let i = 0; i + 1 < at.length; i += 2) {
      const width = (at[i + 1]! - at[i]!) * (1 - Math.abs(height - 0.5));
      if (width <= widest) continue;
      widest = width;
      best = [(at[i]! + at[i + 1]!) / 2, lat];
    }
  }
  return best;
}

import { CoverageIndex } from './coverage-index.ts';
import type { PlanarShapes } from './planar-shapes.ts';
import type { ZoneShares } from './zone-cover.ts';

/**
 * Exact shares of every feature of `shapes` (metres) under `discs` (`[x, y, radius] × n`, metres; radius < 0 takes no
 * part): by at least one disc, by at least two, the mean depth, and the discs that touch it. Circles are circles, not
 * polygons. A feature without area has share 0. Throws a RangeError on open rings and on numbers that are not finite.
 */
export function discShares(shapes: PlanarShapes, discs: Float64Array): ZoneShares & { areaM2: Float64Array } {
  const index = new CoverageIndex(shapes, discs);
  return { ...index.shares, areaM2: index.zones.areaM2 };
}

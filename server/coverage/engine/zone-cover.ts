import { addArcs, type ArcSums } from './circle-arcs.ts';
import { apart, holdsZone, traceCircle, traceFor, type Trace } from './crossings.ts';
import type { DiscSet } from './disc-set.ts';
import { clearEdges, edgeDepthsFor, keepPieces, piecesIntegral, sumEdges, type EdgeDepths } from './edge-depth.ts';
import type { ZoneTable } from './planar-shapes.ts';

/** Zones' coverage as parallel arrays, one value per zone. */
export interface ZoneShares {
  /** Share of the zone's area that at least one disc covers, 0 … 1. */
  once: Float64Array;
  /** Share that at least two discs cover, 0 … 1, never more than `once`. */
  twice: Float64Array;
  /** Sum over the discs of the area of disc ∩ zone, by the zone's area: the mean number of discs over a point of it. */
  meanDepth: Float64Array;
  /** Discs that have at least a point in common with the zone (65,535 means that or more). */
  discs: Uint16Array;
}

export const zoneShares = (zones: number): ZoneShares => ({
  once: new Float64Array(zones),
  twice: new Float64Array(zones),
  meanDepth: new Float64Array(zones),
  discs: new Uint16Array(zones),
});

/** Scratch memory for one zone at a time, and how far rounding has strayed. */
export interface CoverScratch {
  trace: Trace;
  edges: EdgeDepths;
  sums: ArcSums;
  /** Discs whose circle may cross the zone, by ascending index. */
  crossing: Int32Array;
  /** The most by which a share had to be brought back into its range so far. */
  largestClamp: number;
}

export const coverScratch = (table: ZoneTable): CoverScratch => ({
  trace: traceFor(table.mostPoints),
  edges: edgeDepthsFor(table.mostPoints),
  sums: { any: 0, once: 0, twice: 0 },
  crossing: new Int32Array(64),
  largestClamp: 0,
});

/**
 * Counts one zone anew and writes its figures to `out`. `exposed[disc]` are the exposed arcs of each disc among all.
 *
 * The region that at least k discs cover is bounded by the arcs inside the zone that exactly k − 1 other discs cover,
 * and by the parts of the zone's edges over which at least k discs lie; Green's theorem over both gives its area. Discs
 * are taken by ascending index, so that the same discs give the same bits whatever happened before.
 */
export function coverZone(
  table: ZoneTable,
  zone: number,
  discs: DiscSet,
  exposed: readonly Float64Array[],
  scratch: CoverScratch,
  out: ZoneShares,
): void {
  const { trace, edges, sums } = scratch;
  const ox = table.origin[2 * zone]!;
  const oy = table.origin[2 * zone + 1]!;
  const sorted = sortNear(table, zone, discs, scratch);
  let over = sorted.over;
  let met = over;
  let alone = 0; // area of disc ∩ zone, summed over the discs that cross it
  // Two discs over the whole zone settle both shares: only the mean depth then needs the circles that cross it.
  const settled = over >= 2;
  sums.any = sums.once = sums.twice = 0;
  if (!settled && sorted.crossing > 0) clearEdges(edges, pointsOf(table, zone));
  for (let k = 0; k < sorted.crossing; k++) {
    const disc = scratch.crossing[k]!;
    const cx = discs.x[disc]! - ox;
    const cy = discs.y[disc]! - oy;
    const r = discs.radius[disc]!;
    const relation = traceCircle(table, zone, cx, cy, r, trace);
    if (relation === apart) continue;
    met++;
    if (relation === holdsZone) {
      over++;
      continue;
    }
    if (r === 0) continue; // touches, covers nothing
    addArcs(table, zone, trace, cx, cy, r, settled ? undefined : exposed[disc], sums);
    alone += piecesIntegral(table, zone, trace);
    if (!settled) keepPieces(edges, trace);
  }
  if (over < 2 && sorted.crossing > 0) sumEdges(edges, table, zone, over);
  else edges.once = edges.twice = 0;
  const area = table.areaM2[zone]!;
  out.discs[zone] = Math.min(met, 65_535);
  if (!(area > 0)) {
    out.once[zone] = out.twice[zone] = out.meanDepth[zone] = 0;
    return;
  }
  const once = over >= 1 ? 1 : clampShare((edges.once + sums.once) / area, 1, scratch);
  out.once[zone] = once;
  out.twice[zone] = over >= 2 ? 1 : clampShare((edges.twice + sums.twice) / area, once, scratch);
  out.meanDepth[zone] = over + clampShare((alone + sums.any) / area, met - over, scratch);
}

/** Takes away what rounding put beyond 0 … most, and remembers how much that was. */
function clampShare(share: number, most: number, scratch: CoverScratch): number {
  const kept = Math.min(most, Math.max(0, share));
  scratch.largestClamp = Math.max(scratch.largestClamp, Math.abs(kept - share));
  return kept;
}

const pointsOf = (table: ZoneTable, zone: number): number =>
  table.ringStart[table.zoneRing[zone + 1]!]! - table.ringStart[table.zoneRing[zone]!]!;

/** Sorts the discs near a zone by its box: `over` of them hold the box, `crossing` of them (in scratch) may cross it. */
function sortNear(
  table: ZoneTable,
  zone: number,
  discs: DiscSet,
  scratch: CoverScratch,
): { over: number; crossing: number } {
  const ox = table.origin[2 * zone]!;
  const oy = table.origin[2 * zone + 1]!;
  const hw = table.half[2 * zone]!;
  const hh = table.half[2 * zone + 1]!;
  if (pointsOf(table, zone) === 0) return { over: 0, crossing: 0 };
  const near = discs.near(ox - hw, oy - hh, ox + hw, oy + hh);
  if (scratch.crossing.length < near) scratch.crossing = new Int32Array(2 * near);
  const { crossing } = scratch;
  let over = 0;
  let count = 0;
  for (let k = 0; k < near; k++) {
    const disc = discs.found[k]!;
    const dx = Math.abs(discs.x[disc]! - ox);
    const dy = Math.abs(discs.y[disc]! - oy);
    const r = discs.radius[disc]!;
    const gapX = Math.max(0, dx - hw);
    const gapY = Math.max(0, dy - hh);
    if (gapX * gapX + gapY * gapY > r * r) continue;
    if ((dx + hw) * (dx + hw) + (dy + hh) * (dy + hh) <= r * r) {
      over++;
      continue;
    }
    let at = count++;
    for (; at > 0 && crossing[at - 1]! > disc; at--) crossing[at] = crossing[at - 1]!;
    crossing[at] = disc;
  }
  return { over, crossing: count };
}

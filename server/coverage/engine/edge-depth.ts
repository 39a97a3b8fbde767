import type { Trace } from './crossings.ts';
import type { ZoneTable } from './planar-shapes.ts';

const none = -1;

/** Pieces of a zone's edges that lie inside discs, kept per edge until all discs have been traced. */
export interface EdgeDepths {
  /** Discs that hold the whole edge. */
  whole: Int32Array;
  /** Lists of pieces per edge: `head[edge]` is the first, `next[piece]` the one after, −1 ends. */
  head: Int32Array;
  next: Int32Array;
  from: Float64Array;
  to: Float64Array;
  pieces: number;
  /** Room to sort the pieces of one edge. */
  starts: Float64Array;
  ends: Float64Array;
  /** Result of `sumEdges`: ½ ∫ (x dy − y dx) where at least one, and where at least two discs lie over the edge. */
  once: number;
  twice: number;
}

export function edgeDepthsFor(mostPoints: number): EdgeDepths {
  const edges = Math.max(1, mostPoints);
  return {
    whole: new Int32Array(edges),
    head: new Int32Array(edges).fill(none),
    next: new Int32Array(64),
    from: new Float64Array(64),
    to: new Float64Array(64),
    pieces: 0,
    starts: new Float64Array(64),
    ends: new Float64Array(64),
    once: 0,
    twice: 0,
  };
}

/** Forgets all pieces of a zone of `points` points. */
export function clearEdges(depths: EdgeDepths, points: number): void {
  depths.whole.fill(0, 0, points);
  depths.head.fill(none, 0, points);
  depths.pieces = 0;
}

/** Keeps the pieces of one disc's trace. */
export function keepPieces(depths: EdgeDepths, trace: Trace): void {
  if (depths.pieces + trace.pieces > depths.next.length) grow(depths, depths.pieces + trace.pieces);
  const { whole, head, next, from, to } = depths;
  for (let k = 0; k < trace.pieces; k++) {
    const edge = trace.edge[k]!;
    if (trace.from[k] === 0 && trace.to[k] === 1) {
      whole[edge] = whole[edge]! + 1;
      continue;
    }
    const piece = depths.pieces++;
    from[piece] = trace.from[k]!;
    to[piece] = trace.to[k]!;
    next[piece] = head[edge]!;
    head[edge] = piece;
  }
}

function grow(depths: EdgeDepths, pieces: number): void {
  const { next, from, to } = depths;
  depths.next = new Int32Array(2 * pieces);
  depths.from = new Float64Array(2 * pieces);
  depths.to = new Float64Array(2 * pieces);
  depths.next.set(next);
  depths.from.set(from);
  depths.to.set(to);
  depths.starts = new Float64Array(2 * pieces);
  depths.ends = new Float64Array(2 * pieces);
}

/** ½ ∫ (x dy − y dx) over the pieces of one disc alone, square metres. */
export function piecesIntegral(table: ZoneTable, zone: number, trace: Trace): number {
  const { coords } = table;
  const base = table.ringStart[table.zoneRing[zone]!]!;
  let twice = 0;
  for (let k = 0; k < trace.pieces; k++) {
    const i = 2 * (base + trace.edge[k]!);
    const cross = coords[i]! * coords[i + 3]! - coords[i + 2]! * coords[i + 1]!;
    twice += (trace.to[k]! - trace.from[k]!) * cross;
  }
  return twice / 2;
}

/** Sums the zone's edges by depth into `once` and `twice` (square metres); `over` discs lie over the whole zone. */
export function sumEdges(depths: EdgeDepths, table: ZoneTable, zone: number, over: number): void {
  const { coords, ringStart, zoneRing } = table;
  const base = ringStart[zoneRing[zone]!]!;
  depths.once = 0;
  depths.twice = 0;
  for (let ring = zoneRing[zone]!; ring < zoneRing[zone + 1]!; ring++) {
    for (let i = ringStart[ring]!; i + 1 < ringStart[ring + 1]!; i++) {
      const depth = over + depths.whole[i - base]!;
      const first = depths.head[i - base]!;
      if (depth === 0 && first === none) continue;
      const half = (coords[2 * i]! * coords[2 * i + 3]! - coords[2 * i + 2]! * coords[2 * i + 1]!) / 2;
      if (depth >= 2) {
        depths.once += half;
        depths.twice += half;
      } else if (first === none) depths.once += half;
      else sumPieces(depths, first, depth, half);
    }
  }
}

/** Sweeps one edge. Starts and ends may be sorted apart, as only the number of pieces over a point counts. */
function sumPieces(depths: EdgeDepths, first: number, depth: number, half: number): void {
  const { from, to, next, starts, ends } = depths;
  let count = 0;
  for (let piece = first; piece !== none; piece = next[piece]!) {
    insert(starts, count, from[piece]!);
    insert(ends, count, to[piece]!);
    count++;
  }
  let at = 0;
  let i = 0;
  for (let k = 0; k < count;) {
    const opens = i < count && starts[i]! <= ends[k]!;
    const t = opens ? starts[i++]! : ends[k++]!;
    if (depth >= 1) depths.once += (t - at) * half;
    if (depth >= 2) depths.twice += (t - at) * half;
    depth += opens ? 1 : -1;
    at = t;
  }
  if (depth >= 1) depths.once += (1 - at) * half;
}

/** Puts `value` in its place among the first `count` of `sorted`. */
function insert(sorted: Float64Array, count: number, value: number): void {
  let k = count;
  for (; k > 0 && sorted[k - 1]! > value; k--) sorted[k] = sorted[k - 1]!;
  sorted[k] = value;
}

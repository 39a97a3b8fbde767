import { insideRing } from './inside.ts';
import type { ZoneTable } from './planar-shapes.ts';
import { tangentSlack } from './tangent-slack.ts';

/** How a circle lies to a zone, as `traceCircle` found it. */
export const apart = 0;
export const meets = 1;
export const holdsZone = 2;
export type Relation = typeof apart | typeof meets | typeof holdsZone;

/** What one circle and the rings of one zone have in common; scratch memory that every trace fills anew. */
export interface Trace {
  /** Points where the zone's boundary crosses the circle, in the order of the edges. */
  crossings: number;
  angle: Float64Array;
  x: Float64Array;
  y: Float64Array;
  /** +1 where the circle, counter-clockwise, enters the zone, −1 where it leaves. */
  step: Int8Array;
  /** Parts of edges inside the disc: edge (index of its first point, from the zone's first), from t to t in 0 … 1. */
  pieces: number;
  edge: Int32Array;
  from: Float64Array;
  to: Float64Array;
  /** Where the circle crosses nothing: whether it runs inside the zone all round. */
  inside: boolean;
  /** Power of each point of the zone: squared distance to the centre less the squared radius, square metres. */
  power: Float64Array;
}

export function traceFor(mostPoints: number): Trace {
  const edges = Math.max(1, mostPoints);
  return {
    crossings: 0,
    angle: new Float64Array(2 * edges),
    x: new Float64Array(2 * edges),
    y: new Float64Array(2 * edges),
    step: new Int8Array(2 * edges),
    pieces: 0,
    edge: new Int32Array(edges),
    from: new Float64Array(edges),
    to: new Float64Array(edges),
    inside: false,
    power: new Float64Array(edges),
  };
}

/**
 * Finds what the circle round `cx, cy` (metres, relative to the zone's origin) with radius `r` has in common with the
 * boundary of `zone`. Whether a point is inside is decided once per point, so that crossings always come in pairs. A point
 * on the circle, to within `tangentSlack`, counts as outside, so that a circle that touches a corner or an edge does not
 * cross it; but a zone without any point beyond the circle is held.
 */
export function traceCircle(table: ZoneTable, zone: number, cx: number, cy: number, r: number, trace: Trace): Relation {
  const { coords, ringStart, zoneRing } = table;
  const firstRing = zoneRing[zone]!;
  const endRing = zoneRing[zone + 1]!;
  const first = ringStart[firstRing]!;
  const end = ringStart[endRing]!;
  const { power } = trace;
  const r2 = r * r;
  const slack = 2 * tangentSlack * r2;
  let nearest = Infinity;
  let farthest = -Infinity;
  for (let i = first; i < end; i++) {
    const dx = coords[2 * i]! - cx;
    const dy = coords[2 * i + 1]! - cy;
    const p = dx * dx + dy * dy - r2;
    power[i - first] = p;
    nearest = Math.min(nearest, p);
    farthest = Math.max(farthest, p);
  }
  if (farthest <= slack) return end > first ? holdsZone : apart;
  trace.crossings = 0;
  trace.pieces = 0;
  trace.inside = false;
  let touched = nearest <= slack;
  for (let ring = firstRing; ring < endRing; ring++) {
    if (traceRing(coords, ringStart[ring]!, ringStart[ring + 1]!, first, cx, cy, r2, trace)) touched = true;
  }
  if (trace.crossings > 0) return meets;
  trace.inside = centreInside(table, zone, cx, cy, -slack, trace);
  return touched || trace.inside ? meets : apart;
}

/** One ring, points `first … end`; `base` is the zone's first point. Returns whether an edge touches from outside. */
function traceRing(
  coords: Float64Array,
  first: number,
  end: number,
  base: number,
  cx: number,
  cy: number,
  r2: number,
  trace: Trace,
): boolean {
  const { power } = trace;
  const slack = 2 * tangentSlack * r2;
  let touched = false;
  for (let i = first; i + 1 < end; i++) {
    const p = power[i - base]!;
    const q = power[i + 1 - base]!;
    const fromOutside = p >= -slack;
    const toOutside = q >= -slack;
    if (!fromOutside && !toOutside) {
      keepPiece(trace, i - base, 0, 1);
      continue;
    }
    const ax = coords[2 * i]!;
    const ay = coords[2 * i + 1]!;
    const ex = coords[2 * i + 2]! - ax;
    const ey = coords[2 * i + 3]! - ay;
    const e2 = ex * ex + ey * ey;
    const b = (ax - cx) * ex + (ay - cy) * ey;
    // Outside at both ends: only an edge whose foot of the perpendicular lies between them can reach the disc.
    if (fromOutside && toOutside && (b >= 0 || b + e2 <= 0)) continue;
    // The form without cancellation: from outside the ends are farther away than the radius, from inside nearer.
    const cross = (ax - cx) * ey - (ay - cy) * ex;
    const root = fromOutside ? e2 * r2 - cross * cross : b * b - e2 * p;
    if (root <= slack * e2 && fromOutside && toOutside) {
      touched ||= root >= -slack * e2;
      continue;
    }
    const s = Math.sqrt(Math.max(0, root));
    // Of the two forms of each root the one without cancellation; b < 0 wherever the edge comes from outside.
    const from = fromOutside ? Math.min(1, Math.max(0, p / (s - b))) : 0;
    const to = toOutside ? Math.min(1, Math.max(from, b > 0 ? -p / (b + s) : (s - b) / e2)) : 1;
    keepPiece(trace, i - base, from, to);
    if (fromOutside) keepCrossing(trace, ax + from * ex, ay + from * ey, cx, cy, -1);
    if (toOutside) keepCrossing(trace, ax + to * ex, ay + to * ey, cx, cy, 1);
  }
  return touched;
}

function keepPiece(trace: Trace, edge: number, from: number, to: number): void {
  const k = trace.pieces++;
  trace.edge[k] = edge;
  trace.from[k] = from;
  trace.to[k] = to;
}

/** `step` −1: the boundary goes into the disc, so the circle, with the zone on the boundary's left, leaves the zone. */
function keepCrossing(trace: Trace, x: number, y: number, cx: number, cy: number, step: -1 | 1): void {
  const k = trace.crossings++;
  trace.x[k] = x;
  trace.y[k] = y;
  trace.angle[k] = Math.atan2(y - cy, x - cx);
  trace.step[k] = step;
}

/**
 * Whether a circle that crosses nothing runs inside the zone: by the rings that lie outside of the disc (no point of
 * them is nearer to the centre than the radius, so that the centre can stand for the circle); rings within do not matter.
 */
function centreInside(
  table: ZoneTable,
  zone: number,
  cx: number,
  cy: number,
  insideBelow: number,
  trace: Trace,
): boolean {
  const { coords, ringStart, zoneRing } = table;
  const base = ringStart[zoneRing[zone]!]!;
  let inside = false;
  for (let ring = zoneRing[zone]!; ring < zoneRing[zone + 1]!; ring++) {
    const first = ringStart[ring]!;
    if (trace.power[first - base]! < insideBelow) continue;
    if (insideRing(coords, first, ringStart[ring + 1]!, cx, cy)) inside = !inside;
  }
  return inside;
}

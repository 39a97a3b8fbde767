import type { Trace } from './crossings.ts';
import { boundaryDistance2, insideZone } from './inside.ts';
import type { ZoneTable } from './planar-shapes.ts';

/** Sums of Green's theorem over arcs of circles, square metres. */
export interface ArcSums {
  /** All arcs inside the zone, whatever covers them: with its pieces of edges, the area of disc ∩ zone. */
  any: number;
  /** Arcs that no other disc covers: they bound the union. */
  once: number;
  /** Arcs that exactly one other disc covers: they bound what two or more cover. */
  twice: number;
}

/** Arcs shorter than this (radians) do not decide which side of the zone's boundary the circle is on. */
const shortArc = 1e-7;

/**
 * Adds the arcs of one circle that run inside the zone. `trace` is that of the circle and the zone and is left sorted by
 * angle; `exposed` comes from `exposedArcs`, or is undefined where only `any` is wanted. Centre in metres, relative to
 * the zone's origin.
 */
export function addArcs(
  table: ZoneTable,
  zone: number,
  trace: Trace,
  cx: number,
  cy: number,
  r: number,
  exposed: Float64Array | undefined,
  sums: ArcSums,
): void {
  const n = trace.crossings;
  const westX = cx - r;
  if (n === 0) {
    if (trace.inside) addArc(cx, cy, r, -Math.PI, westX, cy, Math.PI, westX, cy, 1, exposed, sums);
    return;
  }
  sortCrossings(trace);
  const { angle, x, y, step } = trace;
  let winding = windingBefore(table, zone, trace, cx, cy, r);
  const last = n - 1;
  if (winding !== 0) {
    addArc(cx, cy, r, angle[last]!, x[last]!, y[last]!, Math.PI, westX, cy, winding, exposed, sums);
    addArc(cx, cy, r, -Math.PI, westX, cy, angle[0]!, x[0]!, y[0]!, winding, exposed, sums);
  }
  for (let k = 0; k < last; k++) {
    winding += step[k]!;
    if (winding === 0) continue;
    addArc(cx, cy, r, angle[k]!, x[k]!, y[k]!, angle[k + 1]!, x[k + 1]!, y[k + 1]!, winding, exposed, sums);
  }
}

/** Insertion sort: nearly always two crossings, and the rest is short. */
function sortCrossings(trace: Trace): void {
  const { angle, x, y, step } = trace;
  for (let i = 1; i < trace.crossings; i++) {
    const a = angle[i]!;
    if (a >= angle[i - 1]!) continue;
    const px = x[i]!;
    const py = y[i]!;
    const s = step[i]!;
    let k = i;
    for (; k > 0 && angle[k - 1]! > a; k--) {
      angle[k] = angle[k - 1]!;
      x[k] = x[k - 1]!;
      y[k] = y[k - 1]!;
      step[k] = step[k - 1]!;
    }
    angle[k] = a;
    x[k] = px;
    y[k] = py;
    step[k] = s;
  }
}

/**
 * Winding number of the zone's boundary round the circle before the first crossing: 1 inside the zone, 0 outside. The
 * steps tell it up to a constant, and the constant is the one that leaves most of the circle at 0 and 1. Two crossings
 * that rounding has put in the wrong order then make an arc of no length with winding −1 or 2, which does no harm.
 * Where all but one arc is short (a corner nicks the circle) a point of the long arc decides.
 */
function windingBefore(table: ZoneTable, zone: number, trace: Trace, cx: number, cy: number, r: number): number {
  const { angle, step, crossings: n } = trace;
  let level = 0;
  let lowest = 0;
  for (let k = 0; k < n; k++) {
    level += step[k]!;
    if (level < lowest) lowest = level;
  }
  let best = 0;
  let shorter = 0;
  let longLevel = 0;
  for (let base = lowest; base <= lowest + n; base++) {
    let low = 0;
    let high = 0;
    level = 0;
    for (let k = 0; k < n; k++) {
      const length = k === 0 ? angle[0]! - angle[n - 1]! + 2 * Math.PI : angle[k]! - angle[k - 1]!;
      if (level === base) low += length;
      else if (level === base + 1) high += length;
      level += step[k]!;
    }
    if (low + high > best || (low + high === best && Math.min(low, high) > shorter)) {
      best = low + high;
      shorter = Math.min(low, high);
      longLevel = low >= high ? base : base + 1;
      if (shorter > shortArc && best > 2 * Math.PI - shortArc) return -base;
    }
  }
  return (longArcInside(table, zone, trace, cx, cy, r) ? 1 : 0) - longLevel;
}

/** Whether the longest arc runs inside the zone, by that of three points of it which lies farthest from the boundary. */
function longArcInside(table: ZoneTable, zone: number, trace: Trace, cx: number, cy: number, r: number): boolean {
  const { angle, crossings: n } = trace;
  let start = angle[n - 1]!;
  let length = angle[0]! - start + 2 * Math.PI;
  for (let k = 1; k < n; k++) {
    if (angle[k]! - angle[k - 1]! <= length) continue;
    start = angle[k - 1]!;
    length = angle[k]! - start;
  }
  let inside = false;
  let farthest = -1;
  for (let part = 1; part <= 3; part++) {
    // Golden-section fractions: unlikely to meet what is built on halves and quarters.
    const at = start + length * ((part * 0.6180339887498949) % 1);
    const px = cx + r * Math.cos(at);
    const py = cy + r * Math.sin(at);
    const distance = boundaryDistance2(table, zone, px, py);
    if (distance <= farthest) continue;
    farthest = distance;
    inside = insideZone(table, zone, px, py);
  }
  return inside;
}

/** Adds the arc from `from` (at point x0, y0) to `to` (x1, y1), −π ≤ from ≤ to ≤ π, and its exposed parts. */
function addArc(
  cx: number,
  cy: number,
  r: number,
  from: number,
  x0: number,
  y0: number,
  to: number,
  x1: number,
  y1: number,
  winding: number,
  exposed: Float64Array | undefined,
  sums: ArcSums,
): void {
  const whole = winding * arcIntegral(r, x0, y0, x1, y1, to - from);
  sums.any += whole;
  if (exposed === undefined) return;
  for (let k = firstReaching(exposed, from); k < exposed.length && exposed[k]! < to; k += 3) {
    const a = Math.max(from, exposed[k]!);
    const b = Math.min(to, exposed[k + 1]!);
    let part = whole;
    if (a > from || b < to) {
      const ax = a > from ? cx + r * Math.cos(a) : x0;
      const ay = a > from ? cy + r * Math.sin(a) : y0;
      const bx = b < to ? cx + r * Math.cos(b) : x1;
      const by = b < to ? cy + r * Math.sin(b) : y1;
      part = winding * arcIntegral(r, ax, ay, bx, by, b - a);
    }
    if (exposed[k + 2] === 0) sums.once += part;
    else sums.twice += part;
  }
}

/** Index of the first exposed arc that ends after `angle`. */
function firstReaching(exposed: Float64Array, angle: number): number {
  let low = 0;
  let high = exposed.length / 3;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (exposed[3 * middle + 1]! <= angle) low = middle + 1;
    else high = middle;
  }
  return 3 * low;
}

/** ½ ∫ (x dy − y dx) along an arc: that of its chord, and the circular segment r²/2 · (φ − sin φ) between them. */
function arcIntegral(r: number, x0: number, y0: number, x1: number, y1: number, sweep: number): number {
  return (x0 * y1 - x1 * y0 + r * r * lessSine(sweep)) / 2;
}

/** φ − sin φ; below 0.3 by its series, where the difference would lose digits (next term under 1e-17 of the sum). */
function lessSine(phi: number): number {
  if (phi > 0.3) return phi - Math.sin(phi);
  const p2 = phi * phi;
  return ((phi * p2) / 6) * (1 - (p2 / 20) * (1 - (p2 / 42) * (1 - (p2 / 72) * (1 - (p2 / 110) * (1 - p2 / 156)))));
}

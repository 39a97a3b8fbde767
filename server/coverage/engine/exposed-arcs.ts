import type { DiscSet } from './disc-set.ts';
import { tangentSlack } from './tangent-slack.ts';

/** Room for the arcs by which others cover one circle; grown as needed and reused. */
export interface ArcScratch {
  starts: Float64Array;
  ends: Float64Array;
  arcs: Float64Array;
}

export const arcScratch = (): ArcScratch => ({
  starts: new Float64Array(64),
  ends: new Float64Array(64),
  arcs: new Float64Array(512),
});

const nothing = new Float64Array(0);

/**
 * The parts of the circle of `disc` that at most one other disc covers: `[from, to, others] × n`, angles in radians
 * counter-clockwise from east, −π ≤ from < to ≤ π, ascending; `others` is 0 or 1. The part with 0 bounds the union of
 * all discs, the part with 1 bounds the region that two or more cover.
 *
 * Where one disc holds the other to within `tangentSlack`, the larger covers, and of equal ones the one with the smaller
 * index, so that each boundary of identical discs is counted once. Angles of a crossing come from the lengths `a` along and `h` across the line of centres,
 * with h by Heron's formula from factors that are the same for both circles: both then end in the same point, tangent
 * or not. Discs: metres.
 */
export function exposedArcs(discs: DiscSet, disc: number, scratch: ArcScratch): Float64Array {
  const cx = discs.x[disc]!;
  const cy = discs.y[disc]!;
  const r = discs.radius[disc]!;
  if (!(r > 0)) return nothing;
  const near = discs.near(cx - r, cy - r, cx + r, cy + r);
  reserve(scratch, near + 1);
  const { starts, ends } = scratch;
  let covers = 0; // how many discs cover the circle all round
  let atWest = 0; // how many arcs run through the angle ±π
  let count = 0;
  for (let k = 0; k < near; k++) {
    const other = discs.found[k]!;
    if (other === disc) continue;
    const dx = discs.x[other]! - cx;
    const dy = discs.y[other]! - cy;
    const ro = discs.radius[other]!;
    const d2 = dx * dx + dy * dy;
    const d = Math.sqrt(d2);
    const slack = tangentSlack * (r + ro);
    if (d >= r + ro - slack) continue;
    if (d <= Math.abs(r - ro) + slack) {
      if (ro > r || (ro === r && other < disc)) covers++;
      if (covers > 1) return nothing;
      continue;
    }
    const a = (d2 + (r - ro) * (r + ro)) / (2 * d);
    const h = Math.sqrt((r + ro + d) * (r + ro - d) * ((d + (r - ro)) * (d - (r - ro)))) / (2 * d);
    const start = Math.atan2(a * dy - h * dx, a * dx + h * dy);
    const end = Math.atan2(a * dy + h * dx, a * dx - h * dy);
    if (start > end || (start === end && a < 0)) atWest++;
    starts[count] = start;
    ends[count++] = end;
  }
  return mergeArcs(scratch, count, covers + atWest);
}

function reserve(scratch: ArcScratch, count: number): void {
  if (scratch.starts.length >= count) return;
  scratch.starts = new Float64Array(2 * count);
  scratch.ends = new Float64Array(2 * count);
  scratch.arcs = new Float64Array(3 * (4 * count + 1));
}

/** Sweeps the circle from −π, where `covered` discs cover it; starts and ends may be sorted apart, as only sums count. */
function mergeArcs(scratch: ArcScratch, count: number, covered: number): Float64Array {
  const { arcs } = scratch;
  const starts = scratch.starts.subarray(0, count).sort();
  const ends = scratch.ends.subarray(0, count).sort();
  let length = 0;
  let from = -Math.PI;
  let i = 0;
  let k = 0;
  while (i < count || k < count) {
    const opens = i < count && (k === count || starts[i]! <= ends[k]!);
    const angle = opens ? starts[i++]! : ends[k++]!;
    if (covered < 2 && angle > from) {
      arcs[length++] = from;
      arcs[length++] = angle;
      arcs[length++] = covered;
    }
    from = Math.max(from, angle);
    covered += opens ? 1 : -1;
  }
  if (covered < 2 && from < Math.PI) {
    arcs[length++] = from;
    arcs[length++] = Math.PI;
    arcs[length++] = covered;
  }
  return arcs.slice(0, length);
}

import { noArea } from './area-sums.ts';
import { unreached } from './walk-graph.ts';

/** Distances by area, millimetres; `unreached` where nobody there reaches any station. */
export interface Percentiles {
  p50: Uint32Array;
  p90: Uint32Array;
  max: Uint32Array;
}

/** Places in ascending order of their distance; those that reach nothing are left out. */
export function orderByDistance(mm: Uint32Array): Uint32Array {
  let count = 0;
  for (const d of mm) if (d !== unreached) count++;
  // Distance and place in one number: 32 bits of each would not fit a double, 32 and 21 do; 2²¹ places in one chunk.
  if (mm.length > 2 ** 21) return Uint32Array.from(mm.keys()).filter((p) => mm[p] !== unreached).sort((a, b) => mm[a]! - mm[b]!); // prettier-ignore
  const keys = new Float64Array(count);
  let at = 0;
  for (let p = 0; p < mm.length; p++) if (mm[p] !== unreached) keys[at++] = mm[p]! * 2 ** 21 + p;
  keys.sort();
  return Uint32Array.from(keys, (key) => key % 2 ** 21);
}

/**
 * Weighted percentiles of the distance by area (nearest rank: the least distance within which at least that share of the
 * people who reach a station lives). `order` is that of `orderByDistance`; `areaOf[place]` an area or `noArea`.
 */
export function percentilesByArea(
  mm: Uint32Array,
  order: Uint32Array,
  weight: ArrayLike<number>,
  areaOf: (place: number) => number,
  areas: number,
): Percentiles {
  const total = new Float64Array(areas);
  for (const p of order) if (areaOf(p) !== noArea) total[areaOf(p)]! += weight[p]!;
  const out: Percentiles = {
    p50: new Uint32Array(areas).fill(unreached),
    p90: new Uint32Array(areas).fill(unreached),
    max: new Uint32Array(areas).fill(unreached),
  };
  const sum = new Float64Array(areas);
  for (const p of order) {
    const area = areaOf(p);
    if (area === noArea || weight[p] === 0) continue;
    const before = sum[area]!;
    sum[area] = before + weight[p]!;
    if (before < 0.5 * total[area]! && sum[area] >= 0.5 * total[area]!) out.p50[area] = mm[p]!;
    if (before < 0.9 * total[area]! && sum[area] >= 0.9 * total[area]!) out.p90[area] = mm[p]!;
    out.max[area] = mm[p]!;
  }
  return out;
}

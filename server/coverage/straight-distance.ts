import KDBush from 'kdbush';
import type { WalkStation } from './walk-coverage.ts';

/**
 * How many stations (0, 1, or 2 for more) lie within a straight-line distance of each place; places as `[x, y] × n`,
 * metres. Exactly the distance is within it.
 */
export function stationsWithin(xy: Float64Array, stations: readonly WalkStation[], metres: number): Uint8Array {
  const count = new Uint8Array(xy.length / 2);
  const index = new KDBush(count.length);
  for (let i = 0; i < count.length; i++) index.add(xy[2 * i]!, xy[2 * i + 1]!);
  index.finish();
  for (const { x, y, open } of stations) {
    if (!open) continue;
    for (const place of index.within(x, y, metres)) count[place] = Math.min(2, count[place]! + 1);
  }
  return count;
}

/** Straight-line metres to the nearest station in service; Infinity where there is none. */
export function nearestStraight(x: number, y: number, stations: readonly WalkStation[]): number {
  let least = Infinity;
  for (const s of stations) if (s.open) least = Math.min(least, Math.hypot(s.x - x, s.y - y));
  return least;
}

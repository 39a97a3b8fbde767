import type { Position } from '../../server/contract/geo.ts';

/**
 * The nearest of `items` to a point on the screen, within `reachPixels`; `null` where there is none. A few hundred
 * projections cost less than reading one pixel back from the graphics card. Later items lie on top and win a tie.
 */
export function nearest<T>(
  items: readonly T[],
  positionOf: (item: T) => Position,
  project: (position: Position) => { x: number; y: number },
  { x, y, reachPixels }: { x: number; y: number; reachPixels: number },
): T | null {
  let best: T | null = null;
  let bestDistance = reachPixels;
  for (const item of items) {
    const p = project(positionOf(item));
    const distance = Math.hypot(p.x - x, p.y - y);
    if (distance <= bestDistance) {
      best = item;
      bestDistance = distance;
    }
  }
  return best;
}

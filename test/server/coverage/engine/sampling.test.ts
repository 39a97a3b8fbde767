import { describe, expect, it } from 'vitest';
import { discShares } from '../../../../server/coverage/engine/disc-shares.ts';
import { flatDiscs, planarShapes, type Circle, type Corners } from './planar.ts';
import { seeded } from './seeded.ts';

const samples = 200_000;

/** Even–odd rule. */
const holds = (ring: Corners, px: number, py: number): boolean =>
  ring.reduce((inside, [ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!;
    return ay > py !== by > py && px < ax + ((py - ay) / (by - ay)) * (bx - ax) ? !inside : inside;
  }, false);

describe('shares against random sampling', () => {
  it.each([11, 12, 13, 14, 15, 16])('agrees within five standard deviations (seed %i)', (seed) => {
    const random = seeded(seed);
    const between = (low: number, high: number) => low + random() * (high - low);
    const corners = 5 + Math.floor(random() * 8);
    const ring = Array.from({ length: corners }, (_, i): [number, number] => {
      const reach = between(300, 1500);
      return [reach * Math.cos((2 * Math.PI * i) / corners), reach * Math.sin((2 * Math.PI * i) / corners)];
    });
    const circles = Array.from({ length: 9 }, (): Circle => [
      between(-1500, 1500),
      between(-1500, 1500),
      between(200, 900),
    ]);
    let [drawn, once, twice, depths, squares] = [0, 0, 0, 0, 0];
    while (drawn < samples) {
      const [x, y] = [between(-1500, 1500), between(-1500, 1500)];
      if (!holds(ring, x, y)) continue;
      const depth = circles.filter(([cx, cy, r]) => (x - cx) ** 2 + (y - cy) ** 2 <= r * r).length;
      drawn++;
      depths += depth;
      squares += depth * depth;
      if (depth >= 1) once++;
      if (depth >= 2) twice++;
    }
    const found = discShares(planarShapes([[[ring]]]), flatDiscs(circles));
    const deviation = (p: number) => Math.sqrt((p * (1 - p)) / samples);
    expect(Math.abs(found.once[0]! - once / samples)).toBeLessThan(5 * deviation(once / samples));
    expect(Math.abs(found.twice[0]! - twice / samples)).toBeLessThan(5 * deviation(twice / samples));
    const mean = depths / samples;
    expect(Math.abs(found.meanDepth[0]! - mean)).toBeLessThan(5 * Math.sqrt((squares / samples - mean ** 2) / samples));
  });
});

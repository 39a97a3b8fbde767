import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discShares } from '../../../../server/coverage/engine/disc-shares.ts';
import { allFigures, anyCircle, box, flatDiscs, latticeCircle, latticeZone, planarShapes, starZone } from './planar.ts';
import type { Circle, Zone } from './planar.ts';

const zones = fc.oneof(starZone(20), latticeZone(8));
const circles = fc.array(fc.oneof(anyCircle(20), latticeCircle(8)), { maxLength: 12 });
const shares = (zone: Zone, discs: Circle[]) => discShares(planarShapes([zone]), flatDiscs(discs));

/** Applies a map of points to a zone and to circles, whose radii it scales. */
const mapped = (zone: Zone, discs: Circle[], f: (x: number, y: number) => [number, number], scale: number) =>
  shares(
    zone.map((rings) => rings.map((ring) => ring.map(([x, y]) => f(x, y)))),
    discs.map(([x, y, r]): Circle => [...f(x, y), r * scale]),
  );

function expectClose(a: number[], b: number[], tolerance: number): void {
  a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(tolerance));
}

/** Figures without the number of discs: touching at a point is the one answer that rounding may turn. */
const areasOf = (found: ReturnType<typeof discShares>): number[] => [
  found.once[0]!,
  found.twice[0]!,
  found.meanDepth[0]!,
];

describe('laws of shares', () => {
  it('are finite and lie between 0 and 1, twice never above once, and depth at least their sum', () => {
    fc.assert(
      fc.property(zones, circles, (zone, discs) => {
        const [once, twice, depth] = areasOf(shares(zone, discs)) as [number, number, number];
        expect(once).toBeGreaterThanOrEqual(twice);
        expect(twice).toBeGreaterThanOrEqual(0);
        expect(once).toBeLessThanOrEqual(1);
        expect(depth).toBeGreaterThanOrEqual(once + twice - 1e-9);
        expect(depth).toBeLessThanOrEqual(discs.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('do not change when everything is turned, moved, mirrored or scaled', () => {
    const finite = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(zones, circles, finite, finite, fc.double({ min: 0.01, max: 1000, noNaN: true }), (z, d, a, b, k) => {
        const before = areasOf(shares(z, d));
        const [c, s] = [Math.cos(a), Math.sin(a)];
        expectClose(areasOf(mapped(z, d, (x, y) => [c * x - s * y, s * x + c * y], 1)), before, 1e-9);
        expectClose(areasOf(mapped(z, d, (x, y) => [x + a, y + b], 1)), before, 1e-9);
        expectClose(areasOf(mapped(z, d, (x, y) => [y, x], 1)), before, 1e-9);
        expectClose(areasOf(mapped(z, d, (x, y) => [k * x, k * y], k)), before, 1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it('do not depend on the order of the discs or on the way rings are wound', () => {
    fc.assert(
      fc.property(zones, circles, (zone, discs) => {
        const before = shares(zone, discs);
        expectClose(allFigures(shares(zone, [...discs].reverse())), allFigures(before), 1e-10);
        const rewound = zone.map((rings) => rings.map((ring) => [...ring].reverse()));
        expectClose(areasOf(shares(rewound, discs)), areasOf(before), 1e-10);
      }),
      { numRuns: 1000 },
    );
  });

  it('never fall when a disc is added, and the mean depth grows by that disc alone', () => {
    fc.assert(
      fc.property(zones, circles, fc.oneof(anyCircle(20), latticeCircle(8)), (zone, discs, more) => {
        const before = areasOf(shares(zone, discs));
        const after = areasOf(shares(zone, [...discs, more]));
        const alone = areasOf(shares(zone, [more]));
        expect(after[0]).toBeGreaterThanOrEqual(before[0]! - 1e-10);
        expect(after[1]).toBeGreaterThanOrEqual(before[1]! - 1e-10);
        expectClose([after[2]!], [before[2]! + alone[0]!], 1e-9);
        // Inclusion and exclusion: what the new disc adds to `once` and to `twice` together is no more than itself.
        expect(after[0]! - before[0]! + after[1]! - before[1]!).toBeLessThanOrEqual(alone[0]! + 1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it('add up over a zone that is split, along any line', () => {
    const cut = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(cut, cut), fc.boolean(), circles, ([a, b], whole, discs) => {
        const [w, h] = [16, 12];
        const [low, high] = whole ? [8, 8] : [a * w, b * w];
        const left: Zone = [
          [
            [
              [0, 0],
              [low, 0],
              [high, h],
              [0, h],
            ],
          ],
        ];
        const right: Zone = [
          [
            [
              [low, 0],
              [w, 0],
              [w, h],
              [high, h],
            ],
          ],
        ];
        const found = discShares(planarShapes([[[box(0, 0, w, h)]], left, right]), flatDiscs(discs));
        for (const figure of [found.once, found.twice, found.meanDepth]) {
          const parts = figure[1]! * found.areaM2[1]! + figure[2]! * found.areaM2[2]!;
          expect(Math.abs(figure[0]! * w * h - parts)).toBeLessThan(1e-8);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

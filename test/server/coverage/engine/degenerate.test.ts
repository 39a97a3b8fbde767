import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoverageIndex } from '../../../../server/coverage/engine/coverage-index.ts';
import { anyCircle, box, flatDiscs, latticeCircle, latticeZone, planarShapes, starZone } from './planar.ts';
import type { Circle, Zone } from './planar.ts';
import { judgeBySlices } from './slice-judge.ts';

/** Compares with the judge, m² by m², and asks that rounding strayed no further than 1e-9. */
function agreeWithJudge(zone: Zone, circles: Circle[], tolerance: number): void {
  const index = new CoverageIndex(planarShapes([zone]), flatDiscs(circles));
  const judged = judgeBySlices(zone, circles);
  const { once, twice, meanDepth } = index.shares;
  const area = index.zones.areaM2[0]!;
  // The judge's own error: where an abscissa comes within rounding of a steep edge it loses a strip.
  expect(Math.abs(area - judged.area) / area).toBeLessThan(1e-7);
  expect(Math.abs(once[0]! - judged.once / area)).toBeLessThan(tolerance);
  expect(Math.abs(twice[0]! - judged.twice / area)).toBeLessThan(tolerance);
  expect(Math.abs(meanDepth[0]! - judged.deep / area)).toBeLessThan(tolerance * (1 + circles.length));
  expect(index.largestClamp).toBeLessThan(1e-9);
}

describe('degenerate positions', () => {
  it('stays exact on a lattice: identical and tangent discs, three circles through one point, vertices on circles', () => {
    fc.assert(
      fc.property(latticeZone(6), fc.array(latticeCircle(6), { maxLength: 8 }), (zone, circles) => {
        agreeWithJudge(zone, circles, 1e-7);
      }),
      { numRuns: 500 },
    );
  });

  it('stays exact on a lattice that has been turned and moved, so that nothing is quite where it should be', () => {
    const angle = fc.double({ min: 0, max: 6.3, noNaN: true });
    fc.assert(
      fc.property(latticeZone(6), fc.array(latticeCircle(6), { maxLength: 8 }), angle, (zone, circles, turn) => {
        const [c, s] = [Math.cos(turn), Math.sin(turn)];
        const move = ([x, y]: [number, number]): [number, number] => [c * x - s * y + 1234.5, s * x + c * y - 987.6];
        const turned = zone.map((rings) => rings.map((ring) => ring.map(move)));
        agreeWithJudge(
          turned,
          circles.map(([x, y, r]): Circle => [...move([x, y]), r]),
          1e-6,
        );
      }),
      { numRuns: 150 },
    );
  });

  it('agrees in general position', () => {
    fc.assert(
      fc.property(starZone(500), fc.array(anyCircle(500), { maxLength: 8 }), (zone, circles) => {
        agreeWithJudge(zone, circles, 1e-6);
      }),
      { numRuns: 150 },
    );
  });

  it('counts each boundary of identical discs once', () => {
    const zone: Zone = [[box(-500, -1500, 2000, 3000)]];
    const one: Circle = [0, 0, 1000];
    const judged = judgeBySlices(zone, [one]);
    const { shares } = new CoverageIndex(planarShapes([zone]), flatDiscs([one, one, one]));
    expect(shares.once[0]! * 6e6).toBeCloseTo(judged.once, 4);
    expect(shares.twice[0]! * 6e6).toBeCloseTo(judged.once, 4);
    expect(shares.meanDepth[0]! * 6e6).toBeCloseTo(3 * judged.once, 4);
  });

  it('keeps a disc that a square circumscribes, and a square that a disc circumscribes', () => {
    const circumscribed = new CoverageIndex(planarShapes([[[box(-1, -1, 2, 2)]]]), flatDiscs([[0, 0, 1]]));
    expect(circumscribed.shares.once[0]).toBeCloseTo(Math.PI / 4, 14);
    const inscribed = new CoverageIndex(planarShapes([[[box(-3, -4, 6, 8)]]]), flatDiscs([[0, 0, 5]]));
    expect(inscribed.shares.once[0]).toBe(1);
  });

  it('keeps eight digits where two circles and an edge touch in one point that rounding has moved', () => {
    for (const scale of [1, 0.1, 855.444501983859, 1234.567]) {
      const corners = ([x, y]: [number, number]): [number, number] => [x * scale, y * scale];
      const zone: Zone = [[box(0, -4, 1, 8).map(corners)], [box(1, 4, 8, 1).map(corners)]];
      const circles = [
        [5, 0, 4],
        [5, -1, 5],
      ].map((c) => c.map((v) => v * scale) as Circle);
      agreeWithJudge(zone, circles, 1e-8);
    }
  });

  it('counts a disc that only touches the zone from outside, by an edge or by a corner', () => {
    const zones = planarShapes([[[box(0, 0, 10, 10)]]]);
    expect(
      new CoverageIndex(
        zones,
        flatDiscs([
          [15, 5, 5],
          [14, 13, 5],
          [15.001, 5, 5],
        ]),
      ).shares.discs[0],
    ).toBe(2);
  });

  it('fills the plane with discs on a lattice without a gap', () => {
    const circles: Circle[] = [];
    for (let x = -5; x <= 5; x++) for (let y = -5; y <= 5; y++) circles.push([x, y, Math.SQRT1_2]);
    const index = new CoverageIndex(
      planarShapes([[[box(-3.5, -2.25, 6, 5)]], [[box(-4, -4, 8, 8)]]]),
      flatDiscs(circles),
    );
    expect(index.shares.once[0]).toBeCloseTo(1, 12);
    expect(index.shares.once[1]).toBeCloseTo(1, 12);
    // Over whole cells the mean depth is disc area by cell area, and what lies under two is all but a square's rest.
    expect(index.shares.meanDepth[1]).toBeCloseTo(Math.PI / 2, 12);
    expect(index.shares.twice[1]).toBeCloseTo(Math.PI / 2 - 1, 12);
  });
});

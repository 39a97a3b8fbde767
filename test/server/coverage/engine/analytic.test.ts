import { describe, expect, it } from 'vitest';
import { discShares } from '../../../../server/coverage/engine/disc-shares.ts';
import { box, flatDiscs, planarShapes, type Circle, type Corners, type Zone } from './planar.ts';

const measure = (zone: Zone, circles: Circle[]) => {
  const { once, twice, meanDepth, discs, areaM2 } = discShares(planarShapes([zone]), flatDiscs(circles));
  const area = areaM2[0]!;
  return { once: once[0]! * area, twice: twice[0]! * area, deep: meanDepth[0]! * area, discs: discs[0]!, area };
};

/** Area that two circles of radius r at distance d have in common. */
const lens = (r: number, d: number): number =>
  2 * r * r * Math.acos(d / (2 * r)) - (d / 2) * Math.sqrt(4 * r * r - d * d);
/** Area of the circle of radius r beyond a line at distance d from its centre. */
const segment = (r: number, d: number): number => r * r * Math.acos(d / r) - d * Math.sqrt(r * r - d * d);

const square: Zone = [[box(-2000, -2000, 4000, 4000)]];

describe('shares against closed formulas', () => {
  it('counts one disc inside a square', () => {
    const found = measure(square, [[100, -50, 500]]);
    expect(found.once).toBeCloseTo(Math.PI * 250_000, 6);
    expect(found.deep).toBeCloseTo(Math.PI * 250_000, 6);
    expect(found.twice).toBe(0);
    expect(found.discs).toBe(1);
  });

  it('counts the lens of two discs twice and their union once', () => {
    const found = measure(square, [
      [-300, 0, 1000],
      [400, 0, 1000],
    ]);
    expect(found.twice).toBeCloseTo(lens(1000, 700), 5);
    expect(found.once).toBeCloseTo(2 * Math.PI * 1e6 - lens(1000, 700), 5);
    expect(found.deep).toBeCloseTo(2 * Math.PI * 1e6, 5);
  });

  it('cuts a circular segment by the edge of a zone', () => {
    expect(measure(square, [[2300, 10, 1000]]).once).toBeCloseTo(segment(1000, 300), 5);
    expect(measure(square, [[1700, 10, 1000]]).once).toBeCloseTo(Math.PI * 1e6 - segment(1000, 300), 5);
  });

  it('leaves out a hole, whether it lies in the disc, round it or across its circle', () => {
    const frame = (hole: Corners): Zone => [[box(-2000, -2000, 4000, 4000), hole]];
    expect(measure(frame(box(-100, -100, 200, 200)), [[0, 0, 500]]).once).toBeCloseTo(Math.PI * 250_000 - 40_000, 6);
    expect(measure(frame(box(-800, -800, 1600, 1600)), [[0, 0, 500]])).toMatchObject({ once: 0, discs: 0 });
    expect(measure(frame(box(0, -900, 900, 1800)), [[0, 0, 500]]).once).toBeCloseTo((Math.PI * 250_000) / 2, 6);
  });

  it('counts the parts of a zone of several polygons together', () => {
    const parts: Zone = [[box(-1000, 0, 500, 500)], [box(0, 0, 3000, 3000)]];
    const found = measure(parts, [
      [0, 0, 1000],
      [-750, 250, 2000],
    ]);
    expect(found.area).toBe(9_250_000);
    expect(found.discs).toBe(2);
    expect(measure(parts, [[-750, 250, 400]]).once).toBeCloseTo(250_000, 9);
    expect(measure(parts, [[1500, 1500, 100]]).once).toBeCloseTo(Math.PI * 10_000, 8);
  });

  it('says exactly 1 where discs hold the zone, and counts them', () => {
    const found = discShares(
      planarShapes([[[box(0, 0, 10, 10)]]]),
      flatDiscs([
        [0, 0, 100],
        [5, 5, 50],
        [9, 9, 90],
      ]),
    );
    expect([found.once[0], found.twice[0], found.meanDepth[0], found.discs[0]]).toEqual([1, 1, 3, 3]);
  });

  it('keeps its digits far from the origin and where the circle is far larger than the zone', () => {
    const far = measure([[box(4e6, 3.4e6, 1000, 1000)]], [[4e6, 3.4e6, 1000]]);
    expect(far.once).toBeCloseTo((Math.PI * 1e6) / 4, 3);
    const r = 1e6;
    const wide = measure([[box(-5, -5, 10, 10)]], [[r, 0, r]]);
    // To first order the circle is the parabola x = y²/2r: it takes 50 m² less a strip of the mean of that.
    const strip = 2 * (5 ** 3 / (6 * r));
    expect(wide.once / 100).toBeCloseTo((50 - strip) / 100, 10);
  });
});

describe('shares of what has no extent', () => {
  it('gives 0 for a zone without area or without rings', () => {
    const flat: Zone = [
      [
        [
          [0, 0],
          [100, 0],
          [200, 0],
        ],
      ],
    ];
    const { once, twice, meanDepth } = discShares(
      planarShapes([flat, []]),
      flatDiscs([
        [0, 0, 150],
        [50, 0, 20],
      ]),
    );
    expect([...once, ...twice, ...meanDepth]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('covers nothing with a disc of radius 0, but counts it where it lies in the zone', () => {
    const found = discShares(planarShapes([[[box(0, 0, 10, 10)]], [[box(20, 0, 10, 10)]]]), flatDiscs([[5, 5, 0]]));
    expect([...found.once]).toEqual([0, 0]);
    expect([...found.discs]).toEqual([1, 0]);
  });

  it('leaves out discs that are switched off', () => {
    expect(
      measure(square, [
        [0, 0, -1],
        [0, 0, 100],
      ]).discs,
    ).toBe(1);
  });

  it('refuses open rings and numbers that are not finite', () => {
    const open = { ...planarShapes([square]), coords: Float64Array.from([0, 0, 1, 0, 1, 1, 0, 1, 0, 0.5]) };
    expect(() => discShares(open, flatDiscs([]))).toThrow(/not closed/);
    expect(() => discShares(planarShapes([[[box(0, 0, NaN, 1)]]]), flatDiscs([]))).toThrow(RangeError);
    expect(() => discShares(planarShapes([square]), flatDiscs([[0, NaN, 1]]))).toThrow(/finite/);
    expect(() => discShares(planarShapes([square]), flatDiscs([[0, 0, NaN]]))).toThrow(/finite/);
  });

  it('has nothing to say of no zones', () => {
    expect(discShares(planarShapes([]), flatDiscs([[0, 0, 1]])).once).toHaveLength(0);
  });
});

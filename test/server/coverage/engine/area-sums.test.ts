import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noArea, sumByArea, type ZoneFigures } from '../../../../server/coverage/engine/area-sums.ts';

const figuresFrom = (rows: { m2: number; once: number; twice: number; people: number }[]): ZoneFigures => ({
  areaM2: Float64Array.from(rows, (row) => row.m2),
  once: Float64Array.from(rows, (row) => row.once),
  twice: Float64Array.from(rows, (row) => row.twice),
  people: Float64Array.from(rows, (row) => row.people),
  coveredPeople: Float64Array.from(rows, (row) => Math.floor(row.people * row.once)),
  twicePeople: Float64Array.from(rows, (row) => Math.floor(row.people * row.twice)),
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const rows = fc.array(
  fc.record({ m2: fc.nat(), once: share, twice: share, people: fc.nat({ max: 5000 }), area: fc.nat({ max: 4 }) }),
  { maxLength: 60 },
);

describe('sums by area', () => {
  it('add up to the whole, whichever way the zones are grouped', () => {
    fc.assert(
      fc.property(rows, (zones) => {
        const figures = figuresFrom(zones);
        const parts = sumByArea(
          figures,
          Uint32Array.from(zones, (zone) => zone.area),
          5,
        );
        const whole = sumByArea(figures, new Uint32Array(zones.length), 1);
        for (const key of Object.keys(whole) as (keyof typeof whole)[]) {
          const sum = parts[key].reduce((a, b) => a + b, 0);
          expect(Math.abs(sum - whole[key][0]!)).toBeLessThanOrEqual(1e-12 * (1 + whole[key][0]!));
        }
      }),
    );
  });

  it('weigh shares by area and leave out zones without an area', () => {
    const figures = figuresFrom([
      { m2: 100, once: 0.5, twice: 0.25, people: 10 },
      { m2: 300, once: 1, twice: 0, people: 30 },
      { m2: 999, once: 1, twice: 1, people: 99 },
    ]);
    const sums = sumByArea(figures, Uint32Array.of(1, 1, noArea), 2);
    expect([...sums.areaM2]).toEqual([0, 400]);
    expect([...sums.coveredM2]).toEqual([0, 350]);
    expect([...sums.twiceM2]).toEqual([0, 25]);
    expect([...sums.people]).toEqual([0, 40]);
    expect([...sums.coveredPeople]).toEqual([0, 35]);
    expect([...sums.twicePeople]).toEqual([0, 2]);
  });

  it('refuse an area that does not exist', () => {
    expect(() => sumByArea(figuresFrom([{ m2: 1, once: 0, twice: 0, people: 0 }]), Uint32Array.of(2), 2)).toThrow(
      /no area 2/,
    );
  });
});

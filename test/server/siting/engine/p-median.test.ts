import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sitePMedian, type PMedian } from '../../../../server/siting/engine/p-median.ts';
import { expectedSiting, orLibrary, sanFrancisco, type LocationInstance } from '../../../support/location-data.ts';
import { choices } from './choices.ts';

const medianOf = ({ distance, weight }: LocationInstance, count: number): PMedian => ({
  candidates: distance.length,
  points: weight.length,
  cost: Float64Array.from(distance.flatMap((row) => row.map((d, p) => d * weight[p]!))),
  count,
});

describe('the p-median on published instances', () => {
  const { orlib_pmed: library, spopt_SF: sf } = expectedSiting();

  it.each(['pmed1', 'pmed2', 'pmed3'] as const)('finds the optimum of %s and proves it to a hundredth', (name) => {
    const graph = orLibrary(name);
    const { sites, cost, bound } = sitePMedian(medianOf(graph, graph.count));
    expect(new Set(sites).size).toBe(graph.count);
    expect(cost).toBe(library.optima[name]);
    expect(bound).toBeLessThanOrEqual(cost);
    expect(bound).toBeGreaterThan(0.99 * cost);
  });

  it('finds the optimum of San Francisco’s stores', () => {
    const { cost, bound } = sitePMedian(medianOf(sanFrancisco(), 4));
    expect(cost / sf.PMEDIAN_p4.objective).toBeCloseTo(1, 9);
    expect(bound).toBeLessThanOrEqual(cost);
    expect(bound).toBeGreaterThan(0.99 * cost);
  });
});

const anyProblem: fc.Arbitrary<Required<PMedian>> = fc
  .record({ points: fc.integer({ min: 1, max: 9 }), candidates: fc.integer({ min: 1, max: 8 }) })
  .chain(({ points, candidates }) =>
    fc.record({
      points: fc.constant(points),
      candidates: fc.constant(candidates),
      cost: fc
        .array(fc.oneof(fc.nat(20), fc.double({ min: 0, max: 1e4, noNaN: true })), {
          minLength: points * candidates,
          maxLength: points * candidates,
        })
        .map((costs) => Float64Array.from(costs)),
      barred: fc
        .array(fc.constantFrom(0, 0, 0, 1), { minLength: candidates, maxLength: candidates })
        .map((bars) => Uint8Array.from(bars)),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  )
  .filter(({ barred, count }) => barred.filter((b) => b === 0).length >= count);

const costOf = ({ points, cost }: PMedian, sites: readonly number[]): number => {
  let sum = 0;
  for (let p = 0; p < points; p++) sum += Math.min(...sites.map((s) => cost[s * points + p]!));
  return sum;
};

describe('the p-median', () => {
  it('costs what its sites cost, its bound at or below the least there is, and no change of one site is better', () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        const free = [...problem.barred.keys()].filter((c) => !problem.barred[c]);
        const optimum = Math.min(...[...choices(free, problem.count)].map((sites) => costOf(problem, sites)));
        const { sites, cost, bound } = sitePMedian(problem, { rounds: 60 });
        const slack = 1e-9 * Math.max(1, optimum);
        expect(new Set(sites).size).toBe(problem.count);
        expect(sites.every((s) => free.includes(s))).toBe(true);
        expect(Math.abs(cost - costOf(problem, sites))).toBeLessThanOrEqual(slack);
        expect(cost).toBeGreaterThanOrEqual(optimum - slack);
        expect(bound).toBeLessThanOrEqual(optimum + slack);
        for (const out of sites)
          for (const into of free) {
            const other = [...new Set(sites.map((s) => (s === out ? into : s)))];
            expect(costOf(problem, other)).toBeGreaterThanOrEqual(cost - slack);
          }
      }),
      { numRuns: 400 },
    );
  });

  it('refuses what is no problem', () => {
    const cost = Float64Array.of(1, 2, 3, 4);
    expect(() => sitePMedian({ candidates: 2, points: 2, cost, count: 3 })).toThrow('3 sites of 2 candidates');
    expect(() => sitePMedian({ candidates: 2, points: 2, cost, count: 0 })).toThrow(RangeError);
    expect(() => sitePMedian({ candidates: 2, points: 3, cost, count: 1 })).toThrow('4 costs of 2 × 3');
    const unknown = Float64Array.of(1, 2, Number.NaN, 4);
    expect(() => sitePMedian({ candidates: 2, points: 2, cost: unknown, count: 1 })).toThrow('point 0 costs NaN of candidate 1'); // prettier-ignore
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverRows, coveredBy } from '../../../../server/siting/engine/cover-rows.ts';
import { greedy, siteMclp, siteMclpBounded, type Mclp } from '../../../../server/siting/engine/mclp.ts';
import { SiteSet } from '../../../../server/siting/engine/site-set.ts';
import { choices } from './choices.ts';

const anyProblem: fc.Arbitrary<Required<Mclp> & { lists: number[][] }> = fc
  .record({ points: fc.integer({ min: 1, max: 12 }), candidates: fc.integer({ min: 1, max: 9 }) })
  .chain(({ points, candidates }) =>
    fc.record({
      lists: fc.array(fc.uniqueArray(fc.nat(points - 1)), { minLength: candidates, maxLength: candidates }),
      weights: fc.array(fc.oneof(fc.nat(50), fc.double({ min: 0, max: 1e4, noNaN: true })), { minLength: points, maxLength: points }), // prettier-ignore
      bars: fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: candidates, maxLength: candidates }),
      count: fc.nat(4),
    }),
  )
  .filter(({ bars, count }) => bars.filter((b) => b === 0).length >= count)
  .map(({ lists, weights, bars, count }) => ({
    lists,
    rows: coverRows(lists, weights.length),
    weight: Float64Array.from(weights),
    barred: Uint8Array.from(bars),
    count,
  }));

const weightOf = ({ weight }: Mclp, lists: number[][], sites: readonly number[]): number =>
  [...new Set(sites.flatMap((s) => lists[s]!))].sort((a, b) => a - b).reduce((sum, p) => sum + weight[p]!, 0);

const optimumOf = (problem: Required<Mclp>, lists: number[][]): number => {
  const free = lists.flatMap((_, c) => (problem.barred[c] ? [] : [c]));
  return Math.max(...[...choices(free, problem.count)].map((sites) => weightOf(problem, lists, sites)));
};

const near = (a: number, b: number): void =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(b)));

describe('maximal covering', () => {
  it('lies between what greedy must reach and the best there is, and its bound at or above that', () => {
    fc.assert(
      fc.property(anyProblem, ({ lists, ...problem }) => {
        const optimum = optimumOf(problem, lists);
        const quick = siteMclp(problem);
        const found = siteMclpBounded(problem, { rounds: 60 });
        for (const { sites, covered } of [quick, found]) {
          expect(new Set(sites).size).toBe(problem.count);
          expect(sites.every((s) => problem.barred[s] === 0)).toBe(true);
          near(covered, weightOf(problem, lists, sites));
          expect(covered).toBeGreaterThanOrEqual((1 - 1 / Math.E) * optimum - 1e-9);
        }
        expect(found.covered).toBeGreaterThanOrEqual(quick.covered - 1e-9);
        expect(found.bound).toBeGreaterThanOrEqual(optimum - 1e-9 * Math.max(1, optimum));
        expect(found.bound).toBeGreaterThanOrEqual(found.covered);
        expect(found.bound).toBeLessThanOrEqual(
          weightOf(problem, lists, [...lists.keys()]) + 1e-9 * Math.max(1, optimum),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('chooses greedily as one does who counts everything anew each time', () => {
    fc.assert(
      fc.property(anyProblem, ({ lists, ...problem }) => {
        // Whole weights: a tie is a tie.
        const weight = problem.weight.map(Math.floor);
        const sites = greedy(new SiteSet(problem.rows, weight), problem);
        const plain: number[] = [];
        while (plain.length < problem.count) {
          const added = lists.map((_, c) =>
            problem.barred[c] || plain.includes(c) ? -1 : weightOf({ ...problem, weight }, lists, [...plain, c]),
          );
          plain.push(added.indexOf(Math.max(...added)));
        }
        expect(sites).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  it('knows what every candidate would add after any coming and going', () => {
    fc.assert(
      fc.property(anyProblem, fc.array(fc.nat(8), { maxLength: 20 }), ({ lists, ...problem }, moves) => {
        const set = new SiteSet(problem.rows, problem.weight);
        const chosen = new Set<number>();
        for (const move of moves) {
          const site = move % lists.length;
          if (chosen.delete(site)) set.remove(site);
          else {
            chosen.add(site);
            set.add(site);
          }
        }
        const now = weightOf(problem, lists, [...chosen]);
        near(set.covered(), now);
        lists.forEach((_, c) => {
          if (!chosen.has(c)) near(set.gain[c]!, weightOf(problem, lists, [...chosen, c]) - now);
        });
        expect(coveredBy(coveredBy(problem.rows)).start).toEqual(problem.rows.start);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what is no problem', () => {
    const rows = coverRows([[0], [1]], 2);
    const weight = Float64Array.of(1, 2);
    expect(() => siteMclp({ rows, weight, count: 3 })).toThrow('3 sites of 2 candidates');
    expect(() => siteMclp({ rows, weight, count: 1.5 })).toThrow(RangeError);
    expect(() => siteMclp({ rows, weight, count: 2, barred: Uint8Array.of(1, 0) })).toThrow('2 sites of 1 candidates');
    expect(() => siteMclp({ rows, weight: Float64Array.of(1, Number.NaN), count: 1 })).toThrow('point 1 weighs NaN');
    expect(() => siteMclp({ rows, weight: Float64Array.of(1, -1), count: 1 })).toThrow(RangeError);
    expect(() => siteMclp({ rows, weight: Float64Array.of(1), count: 1 })).toThrow('1 weights of 2 points');
    expect(() => coverRows([[2]], 2)).toThrow('candidate 0 covers point 2 of 2');
    expect(() => coverRows([[1, 1]], 2)).toThrow(RangeError);
    expect(siteMclp({ rows, weight, count: 0 })).toEqual({ sites: [], covered: 0 });
  });
});

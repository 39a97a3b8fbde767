import type { CoverRows } from './cover-rows.ts';
import { SiteSet } from './site-set.ts';

/**
 * Maximal covering location problem (Church and ReVelle 1974): of the candidates choose `count` so that the weight of the
 * points covered by any of them is greatest. What existing stations cover is left out of the points.
 */
export interface Mclp {
  rows: CoverRows;
  /** Weight of each point: finite, at least 0. */
  weight: Float64Array;
  count: number;
  /** 1 where a candidate may not be chosen; left out: all may. */
  barred?: Uint8Array;
}

export interface Siting {
  /** Candidates in the order in which they were found; the later add less. */
  sites: number[];
  covered: number;
}

export interface BoundedSiting extends Siting {
  /** No choice covers more. */
  bound: number;
}

/** A sum of doubles that went up and down differs by less than this share of the whole. */
const tolerance = 1e-12;

/** Throws a RangeError on a weight that is none, or where there are fewer candidates than are to be chosen. */
export function checkMclp({ rows, weight, count, barred }: Mclp): void {
  const wrong = weight.findIndex((w) => !(w >= 0 && w < Infinity));
  if (wrong >= 0) throw new RangeError(`point ${wrong} weighs ${weight[wrong]!}`);
  if (weight.length !== rows.points) throw new RangeError(`${weight.length} weights of ${rows.points} points`);
  const free = barred === undefined ? rows.candidates : barred.reduce((sum, b) => sum - b, rows.candidates);
  if (!Number.isInteger(count) || count < 0 || count > free)
    throw new RangeError(`${count} sites of ${free} candidates`);
}

/** Greedy choice: each time the candidate that adds most. At least 1 − 1/e of the greatest weight (Nemhauser et al. 1978). */
export function greedy(set: SiteSet, { count, barred }: { count: number; barred: Uint8Array }): number[] {
  set.clear();
  const sites: number[] = [];
  while (sites.length < count) {
    const best = set.best(barred);
    sites.push(best);
    set.add(best);
  }
  return sites;
}

/**
 * Interchange (Teitz and Bart 1968): changes one chosen site for another as long as that covers more. `set` holds `sites`
 * before and afterwards, which are changed in place.
 */
export function interchange(
  set: SiteSet,
  sites: number[],
  { barred, least }: { barred: Uint8Array; least: number },
): void {
  for (let idle = 0, i = 0; idle < sites.length; i = (i + 1) % sites.length) {
    const site = sites[i]!;
    set.remove(site);
    const best = set.best(barred);
    const isBetter = set.gain[best]! > set.gain[site]! + least;
    const next = isBetter ? best : site;
    set.add(next);
    sites[i] = next;
    idle = isBetter ? 0 : idle + 1;
  }
}

/** Sites in the order in which a greedy choice among them takes them. */
function ordered(set: SiteSet, sites: readonly number[]): Siting {
  const others = new Uint8Array(set.isChosen.length).fill(1);
  for (const site of sites) others[site] = 0;
  const order = greedy(set, { count: sites.length, barred: others });
  return { sites: order, covered: set.covered() };
}

/** The choice at hand: greedy, then interchange. */
export function siteMclp(problem: Mclp): Siting {
  checkMclp(problem);
  const { rows, weight, count, barred = new Uint8Array(rows.candidates) } = problem;
  const set = new SiteSet(rows, weight);
  const sites = greedy(set, { count, barred });
  interchange(set, sites, { barred, least: leastOf(weight) });
  return ordered(set, sites);
}

const leastOf = (weight: Float64Array): number => tolerance * weight.reduce((a, b) => a + b, 0);

/** Multipliers of the points, and what they say. */
class Multipliers {
  private readonly lambda: Float64Array;
  private readonly score: Float64Array;
  private readonly slope: Float64Array;
  private readonly byScore: Uint32Array;
  /** Greatest scores of the last look: a choice to try. */
  top: number[] = [];

  constructor(private readonly problem: Required<Mclp>) {
    const { rows, weight, barred } = problem;
    this.lambda = weight.slice();
    this.score = new Float64Array(rows.candidates);
    this.slope = new Float64Array(rows.points);
    this.byScore = Uint32Array.from(rows.start.subarray(1).keys()).filter((c) => !barred[c]);
  }

  /** The bound that the multipliers give: no choice covers more. */
  bound(): number {
    const { rows, weight, count } = this.problem;
    const { lambda, score } = this;
    for (const c of this.byScore) {
      let sum = 0;
      for (let k = rows.start[c]!; k < rows.start[c + 1]!; k++) sum += lambda[rows.point[k]!]!;
      score[c] = sum;
    }
    this.byScore.sort((a, b) => score[b]! - score[a]! || a - b);
    this.top = [...this.byScore.subarray(0, count)];
    let bound = this.top.reduce((sum, c) => sum + score[c]!, 0);
    for (let p = 0; p < lambda.length; p++) bound += weight[p]! - lambda[p]!;
    return bound;
  }

  /** A step downhill from the last look, as long as the way from it to `target` asks (Polyak 1969), `share` of it. */
  step(bound: number, target: number, share: number): boolean {
    const { rows, weight } = this.problem;
    const { lambda, slope } = this;
    slope.fill(-1);
    for (const c of this.top) for (let k = rows.start[c]!; k < rows.start[c + 1]!; k++) slope[rows.point[k]!]! += 1;
    let square = 0;
    for (let p = 0; p < lambda.length; p++) {
      // Where the multiplier is at an end of its range it goes no farther.
      if ((slope[p]! < 0 && lambda[p]! >= weight[p]!) || (slope[p]! > 0 && lambda[p]! <= 0)) slope[p] = 0;
      square += slope[p]! ** 2;
    }
    if (square === 0) return false;
    const length = (share * Math.max(bound - target, 0)) / square;
    for (let p = 0; p < lambda.length; p++)
      lambda[p] = Math.min(weight[p]!, Math.max(0, lambda[p]! - length * slope[p]!));
    return length > 0;
  }
}

/** Weight of the points that any candidate covers. */
function coverable({ point }: CoverRows, weight: Float64Array): number {
  let sum = 0;
  for (const p of new Set(point)) sum += weight[p]!;
  return sum;
}

/** Rounds without a better bound before the steps become half as long. */
const patience = 12;

/**
 * The choice at hand with a bound: Lagrangian relaxation of the covering constraints (Galvão and ReVelle 1996), its
 * multipliers improved by subgradient steps, each choice that they suggest tried with interchange. Where `bound` equals
 * `covered`, the choice is proved to be the best.
 */
export function siteMclpBounded(problem: Mclp, { rounds = 400 }: { rounds?: number } = {}): BoundedSiting {
  let found = siteMclp(problem);
  const { rows, weight, count, barred = new Uint8Array(rows.candidates) } = problem;
  const isWhole = weight.every((w) => Number.isInteger(w));
  const least = leastOf(weight);
  const multipliers = new Multipliers({ rows, weight, count, barred });
  const set = new SiteSet(rows, weight);
  const tried = new Set<string>();
  let [best, share, idle] = [Infinity, 1, 0];
  // What all candidates together cover is a bound before anything is counted.
  const most = coverable(rows, weight);
  const boundNow = (): number => Math.min(most, wholeBound(best, isWhole, least));
  for (let round = 0; round < rounds; round++) {
    const bound = multipliers.bound();
    idle = bound < best - least ? 0 : idle + 1;
    best = Math.min(best, bound);
    if (idle > patience) [share, idle] = [share / 2, 0];
    const key = multipliers.top.toSorted((a, b) => a - b).join();
    if (!tried.has(key)) {
      tried.add(key);
      set.clear();
      const sites = [...multipliers.top];
      for (const site of sites) set.add(site);
      interchange(set, sites, { barred, least });
      if (set.covered() > found.covered + least) found = ordered(set, sites);
    }
    if (boundNow() <= found.covered + least || share < 1e-4) break;
    if (!multipliers.step(bound, found.covered, share)) break;
  }
  return { ...found, bound: Math.max(found.covered, boundNow()) };
}

/** Whole weights make whole sums: what lies between is out of reach. */
const wholeBound = (bound: number, isWhole: boolean, least: number): number =>
  isWhole ? Math.floor(bound + Math.max(least, 1e-6)) : bound;

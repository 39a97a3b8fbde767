/**
 * The p-median problem (Hakimi 1964): of the candidates choose `count` so that the sum over all points of what each pays to
 * the cheapest chosen one is least.
 */
export interface PMedian {
  candidates: number;
  points: number;
  /** Row by row of the candidates, weight × distance of each point: finite, at least 0. */
  cost: Float64Array;
  count: number;
  /** 1 where a candidate may not be chosen; left out: all may. */
  barred?: Uint8Array;
}

export interface BoundedMedian {
  sites: number[];
  cost: number;
  /** No choice costs less. */
  bound: number;
}

/** Throws a RangeError on a cost that is none, on rows that do not fit, or where there are fewer candidates than are to be chosen. */
function check({ candidates, points, cost, count, barred }: PMedian): void {
  if (cost.length !== candidates * points) throw new RangeError(`${cost.length} costs of ${candidates} × ${points}`);
  const wrong = cost.findIndex((c) => !(c >= 0 && c < Infinity));
  if (wrong >= 0) throw new RangeError(`point ${wrong % points} costs ${cost[wrong]!} of candidate ${Math.floor(wrong / points)}`); // prettier-ignore
  const free = barred === undefined ? candidates : barred.reduce((sum, b) => sum - b, candidates);
  if (!Number.isInteger(count) || count < 1 || count > free)
    throw new RangeError(`${count} sites of ${free} candidates`);
}

/** Chosen sites with the two cheapest of every point. */
class Medians {
  readonly isChosen: Uint8Array;
  /** Of each point the cheapest chosen site, what it costs, and what the second cheapest costs. */
  private readonly site: Int32Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private readonly loss: Float64Array;

  constructor(
    private readonly of: Required<PMedian>,
    public sites: number[] = [],
  ) {
    this.isChosen = new Uint8Array(of.candidates);
    this.site = new Int32Array(of.points);
    this.first = new Float64Array(of.points);
    this.second = new Float64Array(of.points);
    this.loss = new Float64Array(of.candidates);
    this.look();
  }

  cost(): number {
    return this.first.reduce((a, b) => a + b, 0);
  }

  /** Adds the candidate that saves most, the lowest of several. */
  addBest(): void {
    const { candidates, barred } = this.of;
    let [best, most] = [-1, -1];
    for (let c = 0; c < candidates; c++) {
      if (this.isChosen[c] || barred[c]) continue;
      const saved = this.saved(c);
      if (saved > most) [best, most] = [c, saved];
    }
    this.sites.push(best);
    this.look();
  }

  /** Changes one site for another where that saves most; false where no change saves more than `least`. */
  swapBest(least: number): boolean {
    const { candidates, barred } = this.of;
    let [into, out, most] = [-1, -1, least];
    for (let c = 0; c < candidates; c++) {
      if (this.isChosen[c] || barred[c]) continue;
      const saved = this.savedBySwap(c);
      for (const site of this.sites) if (saved - this.loss[site]! > most) [into, out, most] = [c, site, saved - this.loss[site]!]; // prettier-ignore
    }
    if (into < 0) return false;
    this.sites[this.sites.indexOf(out)] = into;
    this.look();
    return true;
  }

  /** What a candidate saves beside all that are chosen; before any is, the less it costs the more. */
  private saved(c: number): number {
    const { points, cost } = this.of;
    let sum = 0;
    for (let p = 0, at = c * points; p < points; p++, at++) sum += Math.max(0, this.first[p]! - cost[at]!);
    return sum;
  }

  /** The same, and in `loss` what the going of each chosen site would then cost (Whitaker 1983). */
  private savedBySwap(c: number): number {
    const { points, cost } = this.of;
    for (const site of this.sites) this.loss[site] = 0;
    let sum = 0;
    for (let p = 0, at = c * points; p < points; p++, at++) {
      const now = this.first[p]!;
      const here = cost[at]!;
      if (here < now) sum += now - here;
      else this.loss[this.site[p]!]! += Math.min(this.second[p]!, here) - now;
    }
    return sum;
  }

  private look(): void {
    const { points, cost, candidates } = this.of;
    this.isChosen.fill(0);
    for (const site of this.sites) this.isChosen[site] = 1;
    for (let p = 0; p < points; p++) {
      let [site, first, second] = [-1, Infinity, Infinity];
      for (const s of this.sites) {
        const c = cost[s * points + p]!;
        if (c < first) [site, first, second] = [s, c, first];
        else if (c < second) second = c;
      }
      if (site < 0)
        for (let c = 0; c < candidates; c++) first = c === 0 ? cost[p]! : Math.max(first, cost[c * points + p]!);
      this.site[p] = site;
      this.first[p] = first;
      // With one site alone nobody has a second: its going costs what the one that comes does.
      this.second[p] = second;
    }
  }
}

/** Prices of the points: what each would pay at the most; by them no choice costs less than `bound` (Cornuéjols et al. 1977). */
class Prices {
  private readonly price: Float64Array;
  private readonly reduced: Float64Array;
  private readonly order: Uint32Array;
  top: number[] = [];

  constructor(private readonly of: Required<PMedian>) {
    const { points, candidates, cost, barred } = of;
    this.reduced = new Float64Array(candidates);
    this.order = Uint32Array.from(barred.keys()).filter((c) => !barred[c]);
    this.price = Float64Array.from({ length: points }, (_, p) => {
      // To begin with, what the second cheapest candidate costs.
      let [first, second] = [Infinity, Infinity];
      for (const c of this.order) {
        const at = cost[c * points + p]!;
        if (at < first) [first, second] = [at, first];
        else if (at < second) second = at;
      }
      return second < Infinity ? second : first;
    });
  }

  bound(): number {
    const { points, cost, count } = this.of;
    const { price, reduced } = this;
    for (const c of this.order) {
      let sum = 0;
      for (let p = 0, at = c * points; p < points; p++, at++) sum += Math.min(0, cost[at]! - price[p]!);
      reduced[c] = sum;
    }
    this.order.sort((a, b) => reduced[a]! - reduced[b]! || a - b);
    this.top = [...this.order.subarray(0, count)];
    return this.top.reduce((sum, c) => sum + reduced[c]!, 0) + price.reduce((a, b) => a + b, 0);
  }

  /** A step uphill (Polyak 1969); false where there is none. */
  step(bound: number, target: number, share: number): boolean {
    const { points, cost } = this.of;
    const slope = new Float64Array(points).fill(1);
    for (const c of this.top)
      for (let p = 0, at = c * points; p < points; p++, at++) if (cost[at]! < this.price[p]!) slope[p]! -= 1;
    const square = slope.reduce((sum, s) => sum + s * s, 0);
    if (square === 0) return false;
    const length = (share * Math.max(target - bound, 0)) / square;
    for (let p = 0; p < points; p++) this.price[p]! += length * slope[p]!;
    return length > 0;
  }
}

const patience = 12;

/**
 * The choice at hand with a bound: greedy and interchange (Teitz and Bart 1968), Lagrangian relaxation of who is served
 * where; each choice that its prices suggest is tried. Where `bound` equals `cost`, the choice is proved to be the best.
 */
export function sitePMedian(problem: PMedian, { rounds = 400 }: { rounds?: number } = {}): BoundedMedian {
  check(problem);
  const of: Required<PMedian> = { barred: new Uint8Array(problem.candidates), ...problem };
  const isWhole = of.cost.every((c) => Number.isInteger(c));
  const start = new Medians(of);
  while (start.sites.length < of.count) start.addBest();
  let found = start;
  const least = 1e-12 * Math.max(1, start.cost());
  const improve = (medians: Medians): void => {
    while (medians.swapBest(least));
    if (medians.cost() < found.cost() - least) found = medians;
  };
  improve(start);
  const prices = new Prices(of);
  const tried = new Set<string>();
  let [best, share, idle] = [-Infinity, 1, 0];
  const boundNow = (): number => (isWhole ? Math.ceil(best - Math.max(least, 1e-6)) : best);
  for (let round = 0; round < rounds && boundNow() < found.cost() - least && share > 1e-4; round++) {
    const bound = prices.bound();
    idle = bound > best + least ? 0 : idle + 1;
    best = Math.max(best, bound);
    if (idle > patience) [share, idle] = [share / 2, 0];
    const key = prices.top.toSorted((a, b) => a - b).join();
    if (!tried.has(key)) {
      tried.add(key);
      improve(new Medians(of, [...prices.top]));
    }
    if (!prices.step(bound, found.cost(), share)) break;
  }
  const cost = found.cost();
  return { sites: found.sites, cost, bound: Math.min(cost, boundNow()) };
}

import { coveredBy, type CoverRows } from './cover-rows.ts';

/**
 * Chosen sites, and for every candidate what it would add. A site that comes or goes touches the points it covers alone, and
 * of these only those that change between covered and not, so that a whole greedy choice costs one pass over the rows.
 */
export class SiteSet {
  /** Weight of the points that each candidate covers and no chosen site does. */
  readonly gain: Float64Array;
  readonly isChosen: Uint8Array;
  /** Chosen sites over each point. */
  readonly times: Uint32Array;
  private readonly by: CoverRows;

  /** `weight`: of each point. */
  constructor(
    private readonly rows: CoverRows,
    private readonly weight: Float64Array,
  ) {
    this.by = coveredBy(rows);
    this.gain = new Float64Array(rows.candidates);
    this.isChosen = new Uint8Array(rows.candidates);
    this.times = new Uint32Array(rows.points);
    this.clear();
  }

  clear(): void {
    const { start, point, candidates } = this.rows;
    this.isChosen.fill(0);
    this.times.fill(0);
    for (let c = 0; c < candidates; c++) {
      let sum = 0;
      for (let k = start[c]!; k < start[c + 1]!; k++) sum += this.weight[point[k]!]!;
      this.gain[c] = sum;
    }
  }

  add(site: number): void {
    const { start, point } = this.rows;
    this.isChosen[site] = 1;
    for (let k = start[site]!; k < start[site + 1]!; k++)
      if (this.times[point[k]!]!++ === 0) this.spread(point[k]!, -1);
  }

  remove(site: number): void {
    const { start, point } = this.rows;
    this.isChosen[site] = 0;
    for (let k = start[site]!; k < start[site + 1]!; k++) if (--this.times[point[k]!]! === 0) this.spread(point[k]!, 1);
  }

  /** Weight of the points that are covered, added up anew. */
  covered(): number {
    let sum = 0;
    for (let p = 0; p < this.times.length; p++) if (this.times[p]! > 0) sum += this.weight[p]!;
    return sum;
  }

  /** The candidate that adds most, the lowest of several; -1 where all are chosen or barred. */
  best(barred: Uint8Array): number {
    let best = -1;
    for (let c = 0; c < this.gain.length; c++)
      if (!this.isChosen[c] && !barred[c] && (best < 0 || this.gain[c]! > this.gain[best]!)) best = c;
    return best;
  }

  private spread(p: number, sign: 1 | -1): void {
    const { start, point } = this.by;
    const change = sign * this.weight[p]!;
    for (let k = start[p]!; k < start[p + 1]!; k++) this.gain[point[k]!]! += change;
  }
}

import { pointGrid, sortByBin, type PointGrid } from './point-grid.ts';

/** People at points, metres: `xy` is `[x, y] × n`, `people` and `zone` (zone index) have length n. */
export interface PlanarPeople {
  xy: Float64Array;
  people: Uint16Array | Uint32Array;
  zone: Uint32Array;
}

/** A disc in metres; a negative radius is one that is switched off. */
export interface Disc {
  x: number;
  y: number;
  radiusMetres: number;
}

const mostDiscs = 65_535;

/**
 * How many discs reach each point, and how many people by zone and in all. A point at a distance of exactly the radius
 * is reached. All sums are of whole numbers and so do not depend on the order in which discs came and went.
 */
export class PeopleCover {
  /** People reached by 0, 1, 2, and 3 or more discs. */
  readonly byCount = new Float64Array(4);
  /** Per zone: all people, those that at least one disc reaches, those that at least two reach. */
  readonly people: Float64Array;
  readonly once: Float64Array;
  readonly twice: Float64Array;
  /** Points sorted by bin, row by row: `order[k]` is the index that the caller knows. */
  private readonly order: Uint32Array;
  private readonly xy: Float64Array;
  private readonly weight: Uint32Array;
  private readonly zone: Uint32Array;
  private readonly counts: Uint16Array;
  private readonly binStart: Uint32Array;
  private readonly grid: PointGrid;
  /** Zones touched by the edit under way: their list, and the number of the edit that put each there. */
  private readonly touched: Uint32Array;
  private readonly touchedIn: Uint32Array;
  private touchedCount = 0;
  private edit = 0;

  /** `zones`: how many zones there are. Throws a RangeError where a point names a zone beyond, or is not finite. */
  constructor(points: PlanarPeople, zones: number) {
    const n = points.people.length;
    this.people = new Float64Array(zones);
    this.once = new Float64Array(zones);
    this.twice = new Float64Array(zones);
    this.touched = new Uint32Array(zones);
    this.touchedIn = new Uint32Array(zones);
    this.grid = pointGrid(points.xy);
    this.binStart = new Uint32Array(this.grid.columns * this.grid.rows + 1);
    this.order = sortByBin(points.xy, this.grid, this.binStart);
    this.xy = new Float64Array(2 * n);
    this.weight = new Uint32Array(n);
    this.zone = new Uint32Array(n);
    this.counts = new Uint16Array(n);
    for (let k = 0; k < n; k++) {
      const point = this.order[k]!;
      const zone = points.zone[point]!;
      if (zone >= zones) throw new RangeError(`point ${point}: no zone ${zone}`);
      this.xy[2 * k] = points.xy[2 * point]!;
      this.xy[2 * k + 1] = points.xy[2 * point + 1]!;
      this.weight[k] = points.people[point]!;
      this.zone[k] = zone;
      this.people[zone] = this.people[zone]! + points.people[point]!;
    }
    this.summarise();
  }

  /** Counts everything anew under `discs`: `[x, y, radius] × n`, metres, radius < 0 takes no part. */
  full(discs: Float64Array): void {
    if (discs.length / 3 > mostDiscs) throw new RangeError(`at most ${mostDiscs} discs can be counted`);
    this.counts.fill(0);
    for (let i = 0; i + 2 < discs.length; i += 3) {
      this.visit({ x: discs[i]!, y: discs[i + 1]!, radiusMetres: discs[i + 2]! }, 1, false);
    }
    this.summarise();
  }

  /**
   * One disc is replaced by another: `before` must have been counted (undefined: a new disc), `after` takes its place
   * (undefined: none does). Returns the zones in which a person's count went from or to 0 or 1, ascending.
   */
  replace(before: Disc | undefined, after: Disc | undefined): Uint32Array {
    this.edit++;
    this.touchedCount = 0;
    if (before !== undefined) this.visit(before, -1, true);
    if (after !== undefined) this.visit(after, 1, true);
    return this.touched.slice(0, this.touchedCount).sort();
  }

  /** Number of discs over each point, in the order the points came; 255 means 255 or more. */
  discsOverPoints(): Uint8Array {
    const out = new Uint8Array(this.order.length);
    for (let k = 0; k < out.length; k++) out[this.order[k]!] = Math.min(255, this.counts[k]!);
    return out;
  }

  /** Visits the points within a disc, bins row by row; each row is one run of points. */
  private visit({ x, y, radiusMetres: r }: Disc, step: 1 | -1, live: boolean): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new RangeError(`a disc at ${x}, ${y}`);
    if (!(r >= 0)) return;
    const { minX, minY, binMetres, columns, rows } = this.grid;
    const { xy, counts, binStart } = this;
    const r2 = r * r;
    const firstRow = Math.max(0, Math.floor((y - r - minY) / binMetres) - 1);
    const lastRow = Math.min(rows - 1, Math.floor((y + r - minY) / binMetres) + 1);
    for (let row = firstRow; row <= lastRow; row++) {
      const low = minY + row * binMetres;
      // A micrometre nearer and wider than the row is: far above rounding, and points are tested one by one anyway.
      const gap = Math.max(0, low - y - 1e-6, y - low - binMetres - 1e-6);
      const half = Math.sqrt(Math.max(0, r2 - gap * gap)) + 1e-6;
      const from = Math.min(columns, Math.max(0, Math.floor((x - half - minX) / binMetres)));
      const to = Math.min(columns - 1, Math.floor((x + half - minX) / binMetres));
      if (to < from) continue;
      const end = binStart[row * columns + to + 1]!;
      for (let k = binStart[row * columns + from]!; k < end; k++) {
        const dx = xy[2 * k]! - x;
        const dy = xy[2 * k + 1]! - y;
        if (dx * dx + dy * dy > r2) continue;
        if (live) this.recount(k, step);
        else counts[k] = counts[k]! + 1;
      }
    }
  }

  /** One disc more or less over point `k`: moves its people between the sums. */
  private recount(k: number, step: 1 | -1): void {
    const before = this.counts[k]!;
    const after = before + step;
    if (after < 0 || after > mostDiscs) throw new RangeError('a disc was taken away that had not been counted');
    this.counts[k] = after;
    if (Math.min(before, after) >= 3) return;
    const weight = this.weight[k]!;
    const zone = this.zone[k]!;
    this.byCount[Math.min(before, 3)]! -= weight;
    this.byCount[Math.min(after, 3)]! += weight;
    const lower = Math.min(before, after);
    if (lower === 0) this.once[zone] = this.once[zone]! + step * weight;
    else if (lower === 1) this.twice[zone] = this.twice[zone]! + step * weight;
    else return;
    if (this.touchedIn[zone] === this.edit) return;
    this.touchedIn[zone] = this.edit;
    this.touched[this.touchedCount++] = zone;
  }

  private summarise(): void {
    const { counts, weight, zone, once, twice, byCount } = this;
    byCount.fill(0);
    once.fill(0);
    twice.fill(0);
    for (let k = 0; k < counts.length; k++) {
      const count = counts[k]!;
      const people = weight[k]!;
      byCount[Math.min(count, 3)]! += people;
      if (count >= 1) once[zone[k]!]! += people;
      if (count >= 2) twice[zone[k]!]! += people;
    }
  }
}

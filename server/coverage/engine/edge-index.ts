import type { Snap } from './walk-graph.ts';

/**
 * Edges as lines on the plane, metres: edge `e` runs through the points `start[e] … start[e + 1]` of `xy`, `[x, y] ×
 * points`, its ends among them. `group` says who may use an edge to get onto the network: -1 everyone.
 */
export interface EdgeLines {
  start: Uint32Array;
  xy: Float64Array;
  /** Length of each edge in millimetres, as it is walked. */
  mm: Uint32Array;
  group: Int32Array;
}

/** Segments per bin to aim at. */
const segmentsPerBin = 3;

/** Who gets onto the network: -1 everyone, by the ways that are everyone's; a group by its own; or by any way at all. */
type Group = number | 'any';

/** Finds the nearest edge, not the nearest node: a person half-way along a block walks to either end of it. */
export class EdgeIndex {
  private readonly minX: number;
  private readonly minY: number;
  private readonly binMetres: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly binStart: Uint32Array;
  /** Number of the point at which a segment starts, by bin. */
  private readonly binned: Uint32Array;
  private readonly edgeOf: Uint32Array;
  private readonly groups = new Set<number>();
  private nearestEdge = -1;
  private nearestSegment = 0;
  private nearestT = 0;
  private nearest2 = Infinity;
  /** The place on the edge last found. */
  foundX = 0;
  foundY = 0;

  constructor(private readonly lines: EdgeLines) {
    const { xy, start } = lines;
    const points = xy.length / 2;
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < xy.length; i += 2) {
      if (!Number.isFinite(xy[i]!) || !Number.isFinite(xy[i + 1]!)) throw new RangeError(`point ${i / 2} of the network is not finite`); // prettier-ignore
      minX = Math.min(minX, xy[i]!);
      maxX = Math.max(maxX, xy[i]!);
      minY = Math.min(minY, xy[i + 1]!);
      maxY = Math.max(maxY, xy[i + 1]!);
    }
    if (points === 0) [minX, minY, maxX, maxY] = [0, 0, 0, 0];
    const bins = Math.max(1, points / segmentsPerBin);
    this.minX = minX;
    this.minY = minY;
    this.binMetres = Math.max(Math.sqrt(((maxX - minX) * (maxY - minY)) / bins), Math.max(maxX - minX, maxY - minY) / bins, 1); // prettier-ignore
    this.columns = Math.floor((maxX - minX) / this.binMetres) + 1;
    this.rows = Math.floor((maxY - minY) / this.binMetres) + 1;
    this.edgeOf = new Uint32Array(points);
    for (let e = 0; e + 1 < start.length; e++) this.edgeOf.fill(e, start[e], start[e + 1]);
    for (let e = 0; e + 1 < start.length; e++)
      if (lines.group[e]! >= 0 && start[e + 1]! > start[e]!) this.groups.add(lines.group[e]!);
    this.binStart = new Uint32Array(this.columns * this.rows + 1);
    this.eachBin((bin) => (this.binStart[bin + 1]! += 1));
    for (let bin = 1; bin < this.binStart.length; bin++) this.binStart[bin]! += this.binStart[bin - 1]!;
    this.binned = new Uint32Array(this.binStart.at(-1)!);
    const next = this.binStart.slice();
    this.eachBin((bin, point) => (this.binned[next[bin]!++] = point));
  }

  /** Whether there are edges that belong to a group: its people get onto the network by them alone. */
  hasGroup(group: number): boolean {
    return this.groups.has(group);
  }

  /**
   * The nearest edge to (x, y) within `limitMetres`, among those that everyone uses (`group` -1), those of a group alone,
   * or all; undefined where there is none. Throws a RangeError on a place that is not finite.
   */
  nearest(x: number, y: number, limitMetres: number, group: Group = -1): Snap | undefined {
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new RangeError(`a place at ${x}, ${y}`);
    this.nearestEdge = -1;
    this.nearest2 = limitMetres * limitMetres;
    const column = Math.floor((x - this.minX) / this.binMetres);
    const row = Math.floor((y - this.minY) / this.binMetres);
    const farthestRing = Math.max(Math.abs(column), Math.abs(row), Math.abs(this.columns - column), Math.abs(this.rows - row)); // prettier-ignore
    for (let ring = 0; ring <= farthestRing; ring++) {
      // Everything in this ring is at least so far away.
      const least = (ring - 1) * this.binMetres;
      if (least > 0 && least * least > this.nearest2) break;
      this.visitRing(column, row, ring, x, y, group);
    }
    return this.nearestEdge < 0 ? undefined : this.snapped();
  }

  private visitRing(column: number, row: number, ring: number, x: number, y: number, group: Group): void {
    for (let r = row - ring; r <= row + ring; r++) {
      if (r < 0 || r >= this.rows) continue;
      const whole = r === row - ring || r === row + ring;
      const step = whole ? 1 : Math.max(1, 2 * ring);
      for (let c = column - ring; c <= column + ring; c += step) {
        if (c >= 0 && c < this.columns) this.visitBin(r * this.columns + c, x, y, group);
      }
    }
  }

  private visitBin(bin: number, x: number, y: number, group: Group): void {
    const { xy, group: groups } = this.lines;
    for (let k = this.binStart[bin]!; k < this.binStart[bin + 1]!; k++) {
      const point = this.binned[k]!;
      const edge = this.edgeOf[point]!;
      if (group !== 'any' && groups[edge] !== group) continue;
      const ax = xy[2 * point]!;
      const ay = xy[2 * point + 1]!;
      const dx = xy[2 * point + 2]! - ax;
      const dy = xy[2 * point + 3]! - ay;
      const length2 = dx * dx + dy * dy;
      const t = length2 > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2)) : 0;
      const px = ax + t * dx - x;
      const py = ay + t * dy - y;
      const distance2 = px * px + py * py;
      // Of two equally near the lower edge, so that the same place always snaps alike.
      if (distance2 > this.nearest2 || (distance2 === this.nearest2 && edge >= this.nearestEdge && this.nearestEdge >= 0)) continue; // prettier-ignore
      this.nearest2 = distance2;
      this.nearestEdge = edge;
      this.nearestSegment = point;
      this.nearestT = t;
      this.foundX = x + px;
      this.foundY = y + py;
    }
  }

  /** Where along the edge: by its share of the drawn length, in the millimetres that are walked. */
  private snapped(): Snap {
    const { xy, start, mm } = this.lines;
    const edge = this.nearestEdge;
    let before = 0;
    let total = 0;
    for (let p = start[edge]!; p + 1 < start[edge + 1]!; p++) {
      const length = Math.hypot(xy[2 * p + 2]! - xy[2 * p]!, xy[2 * p + 3]! - xy[2 * p + 1]!);
      if (p < this.nearestSegment) before += length;
      else if (p === this.nearestSegment) before += this.nearestT * length;
      total += length;
    }
    const share = total > 0 ? Math.min(1, before / total) : 0;
    return { edge, alongMm: Math.round(share * mm[edge]!), accessMm: Math.round(1000 * Math.sqrt(this.nearest2)) };
  }

  /** Calls back for every bin that a segment's box touches. */
  private eachBin(use: (bin: number, point: number) => void): void {
    const { xy, start } = this.lines;
    for (let e = 0; e + 1 < start.length; e++)
      for (let p = start[e]!; p + 1 < start[e + 1]!; p++) {
        const [ax, ay, bx, by] = [xy[2 * p]!, xy[2 * p + 1]!, xy[2 * p + 2]!, xy[2 * p + 3]!];
        const firstColumn = Math.floor((Math.min(ax, bx) - this.minX) / this.binMetres);
        const lastColumn = Math.floor((Math.max(ax, bx) - this.minX) / this.binMetres);
        const firstRow = Math.floor((Math.min(ay, by) - this.minY) / this.binMetres);
        const lastRow = Math.floor((Math.max(ay, by) - this.minY) / this.binMetres);
        for (let r = firstRow; r <= lastRow; r++)
          for (let c = firstColumn; c <= lastColumn; c++) use(r * this.columns + c, p);
      }
  }
}

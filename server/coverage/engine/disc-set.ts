/** Marks a disc that takes no part in the count but keeps its index. */
export const switchedOff = -1;

/** A box in metres, `[minX, minY, maxX, maxY]`: where most discs are expected (others are allowed, only slower). */
export type Extent = readonly [number, number, number, number];

const none = -1;
const mostBins = 1 << 16;

/**
 * Discs by index, with a grid of bins over their centres that finds the few discs near a box. A disc that is switched
 * off has the radius `switchedOff`. Centres beyond the extent are kept in the bins at its border.
 */
export class DiscSet {
  count = 0;
  x: Float64Array;
  y: Float64Array;
  radius: Float64Array;
  /** Discs found by the last `near`, in no particular order. */
  found: Int32Array;
  private next: Int32Array;
  private largestRadius = 0;
  private readonly columns: number;
  private readonly rows: number;
  private readonly minX: number;
  private readonly minY: number;
  private readonly binMetres: number;
  private readonly head: Int32Array;

  /** `discs`: `[x, y, radius] × n`, metres; a negative radius is a disc switched off. Throws a RangeError on NaN. */
  constructor(discs: Float64Array, extent: Extent) {
    const count = discs.length / 3;
    const [minX, minY, maxX, maxY] = extent;
    const width = maxX - minX;
    const height = maxY - minY;
    let largest = 0;
    for (let i = 0; i < count; i++) largest = Math.max(largest, discs[3 * i + 2]!);
    // One radius: smaller bins cost more visits than they spare distance tests. About 65,536 bins at the most.
    this.binMetres = Math.max(largest, Math.sqrt((width * height) / mostBins), Math.max(width, height) / mostBins, 1);
    this.minX = minX;
    this.minY = minY;
    this.columns = Math.max(1, Math.ceil(width / this.binMetres));
    this.rows = Math.max(1, Math.ceil(height / this.binMetres));
    this.head = new Int32Array(this.columns * this.rows).fill(none);
    const capacity = Math.max(16, count);
    this.x = new Float64Array(capacity);
    this.y = new Float64Array(capacity);
    this.radius = new Float64Array(capacity);
    this.next = new Int32Array(capacity);
    this.found = new Int32Array(capacity);
    for (let i = 0; i < count; i++) this.push(discs[3 * i]!, discs[3 * i + 1]!, discs[3 * i + 2]!);
  }

  /** Adds a disc and returns its index. Throws a RangeError on what is not a finite number. */
  push(x: number, y: number, radiusMetres: number): number {
    requireFinite(this.count, x, y, radiusMetres);
    if (this.count === this.x.length) this.grow();
    const disc = this.count++;
    this.radius[disc] = switchedOff;
    this.place(disc, x, y, radiusMetres);
    return disc;
  }

  /** Puts disc `disc` elsewhere, or resizes it, or switches it off. Throws a RangeError on what is not a finite number. */
  place(disc: number, x: number, y: number, radiusMetres: number): void {
    if (!(disc >= 0 && disc < this.count)) throw new RangeError(`no disc ${disc}`);
    requireFinite(disc, x, y, radiusMetres);
    if (this.radius[disc]! >= 0) this.unlink(disc);
    this.x[disc] = x;
    this.y[disc] = y;
    this.radius[disc] = radiusMetres < 0 ? switchedOff : radiusMetres;
    if (radiusMetres < 0) return;
    const bin = this.binOf(x, y);
    this.next[disc] = this.head[bin]!;
    this.head[bin] = disc;
    this.largestRadius = Math.max(this.largestRadius, radiusMetres);
  }

  /** Fills `found` with every disc that may meet the box (metres), and some that do not; returns how many. */
  near(minX: number, minY: number, maxX: number, maxY: number): number {
    const reach = this.largestRadius;
    const firstColumn = this.column(minX - reach);
    const lastColumn = this.column(maxX + reach);
    const lastRow = this.row(maxY + reach);
    const { head, next, found, columns } = this;
    let count = 0;
    for (let row = this.row(minY - reach); row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        for (let disc = head[row * columns + column]!; disc !== none; disc = next[disc]!) found[count++] = disc;
      }
    }
    return count;
  }

  private column(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.minX) / this.binMetres)));
  }

  private row(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.minY) / this.binMetres)));
  }

  private binOf(x: number, y: number): number {
    return this.row(y) * this.columns + this.column(x);
  }

  private unlink(disc: number): void {
    const bin = this.binOf(this.x[disc]!, this.y[disc]!);
    if (this.head[bin] === disc) {
      this.head[bin] = this.next[disc]!;
      return;
    }
    let before = this.head[bin]!;
    while (this.next[before] !== disc) before = this.next[before]!;
    this.next[before] = this.next[disc]!;
  }

  private grow(): void {
    const longer = <T extends Float64Array | Int32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    const capacity = 2 * this.x.length;
    this.x = longer(new Float64Array(capacity), this.x);
    this.y = longer(new Float64Array(capacity), this.y);
    this.radius = longer(new Float64Array(capacity), this.radius);
    this.next = longer(new Int32Array(capacity), this.next);
    this.found = longer(new Int32Array(capacity), this.found);
  }
}

function requireFinite(disc: number, x: number, y: number, radiusMetres: number): void {
  if (Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(radiusMetres)) return;
  throw new RangeError(`disc ${disc}: position and radius must be finite, not ${x}, ${y}, ${radiusMetres}`);
}

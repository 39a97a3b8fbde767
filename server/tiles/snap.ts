import type { FlatShapes } from '../../geodata/model.ts';
import { tileExtent } from './mercator.ts';

/**
 * Shapes as whole tile units of one zoom, `[x, y]` × points, y downwards. Rings are open (the first point is not
 * repeated) and wound as vector tiles want them: exteriors clockwise on the screen. A ring that has shrunk to nothing has
 * no points. The starts of polygons and features are those of the source.
 */
export interface SnappedShapes {
  coords: Int32Array;
  ringStart: Uint32Array;
  polygonStart: Uint32Array;
  featureStart: Uint32Array;
}

/** Twice the signed area of an open ring of points `from … to`; positive is clockwise on the screen (y downwards). */
export function doubleArea(coords: Int32Array, from: number, to: number): number {
  let sum = 0;
  // Reckoned from the first point: the products of whole coordinates at zoom 14 would pass 2⁵³.
  const [x0, y0] = [coords[2 * from]!, coords[2 * from + 1]!];
  for (let i = from + 1; i < to - 1; i++) {
    const [ax, ay] = [coords[2 * i]! - x0, coords[2 * i + 1]! - y0];
    const [bx, by] = [coords[2 * i + 2]! - x0, coords[2 * i + 3]! - y0];
    sum += ax * by - bx * ay;
  }
  return sum;
}

/** Appends points and leaves out those that change nothing: repeated ones, and those on the way of a straight line. */
class RingBuilder {
  end = 0;
  private start = 0;
  constructor(readonly coords: Int32Array) {}

  begin(): void {
    this.start = this.end;
  }

  private straight(a: number, b: number, c: number): boolean {
    const k = this.coords;
    const [bx, by] = [k[2 * b]!, k[2 * b + 1]!];
    return (bx - k[2 * a]!) * (k[2 * c + 1]! - by) === (by - k[2 * a + 1]!) * (k[2 * c]! - bx);
  }

  /** Whether the two points are one. */
  private same(a: number, b: number): boolean {
    return this.coords[2 * a] === this.coords[2 * b] && this.coords[2 * a + 1] === this.coords[2 * b + 1];
  }

  add(x: number, y: number): void {
    this.coords[2 * this.end] = x;
    this.coords[2 * this.end + 1] = y;
    for (;;) {
      const count = this.end - this.start;
      if (count >= 1 && this.same(this.end - 1, this.end)) return;
      if (count < 2 || !this.straight(this.end - 2, this.end - 1, this.end)) break;
      this.coords.copyWithin(2 * (this.end - 1), 2 * this.end, 2 * this.end + 2);
      this.end -= 1;
    }
    this.end += 1;
  }

  /** Closes the ring: the same at its seam. Then drops it where its area is not of the sign asked for. */
  close(sign: 1 | -1): void {
    while (this.end - this.start >= 2) {
      if (this.same(this.end - 1, this.start)) this.end -= 1;
      else if (this.end - this.start < 3) break;
      else if (this.straight(this.end - 2, this.end - 1, this.start)) this.end -= 1;
      else if (this.straight(this.end - 1, this.start, this.start + 1)) {
        this.coords.copyWithin(2 * this.start, 2 * (this.start + 1), 2 * this.end);
        this.end -= 1;
      } else break;
    }
    const tooSmall = this.end - this.start < 3 || Math.sign(doubleArea(this.coords, this.start, this.end)) !== sign;
    if (tooSmall) this.end = this.start;
  }

  get isEmpty(): boolean {
    return this.end === this.start;
  }
}

/**
 * Rounds every point to a grid of `gridUnits` tile units at zoom `z`. The only simplification that is made: where a point
 * goes depends on the point alone, so that neighbours stay joined along every shared border and no sliver opens at any
 * zoom. `unit` holds the shapes' points in the Mercator unit square.
 */
export function snapShapes(shapes: FlatShapes, unit: Float64Array, z: number, gridUnits: number): SnappedShapes {
  const { polygonStart, featureStart } = shapes;
  const scale = (tileExtent * 2 ** z) / gridUnits;
  const ringStart = new Uint32Array(shapes.ringStart.length);
  const builder = new RingBuilder(new Int32Array(unit.length));
  for (let polygon = 0; polygon + 1 < polygonStart.length; polygon++) {
    const first = polygonStart[polygon]!;
    let gone = false;
    for (let ring = first; ring < polygonStart[polygon + 1]!; ring++) {
      builder.begin();
      // Backwards: y turns round on the way to the screen, and the winding with it.
      if (!gone)
        for (let p = shapes.ringStart[ring + 1]! - 1; p > shapes.ringStart[ring]!; p--)
          builder.add(Math.round(unit[2 * p]! * scale) * gridUnits, Math.round(unit[2 * p + 1]! * scale) * gridUnits);
      builder.close(ring === first ? 1 : -1);
      gone ||= ring === first && builder.isEmpty;
      ringStart[ring + 1] = builder.end;
    }
  }
  return { coords: builder.coords.slice(0, 2 * builder.end), ringStart, polygonStart, featureStart };
}

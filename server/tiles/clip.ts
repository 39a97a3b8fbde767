/** A box in tile units: `min … max` on both axes around the tile at (`x0`, `y0`). */
export interface ClipBox {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

/** Points `[x, y]` × n, written again and again without making arrays. */
export interface PointBuffer {
  coords: Int32Array;
  length: number;
}

export const makePointBuffer = (points: number): PointBuffer => ({ coords: new Int32Array(2 * points), length: 0 });

/** Makes room for `points` more. */
function reserve(buffer: PointBuffer, points: number): void {
  if (2 * (buffer.length + points) <= buffer.coords.length) return;
  const larger = new Int32Array(2 * Math.max(2 * buffer.length, buffer.length + points));
  larger.set(buffer.coords.subarray(0, 2 * buffer.length));
  buffer.coords = larger;
}

function push(buffer: PointBuffer, x: number, y: number): void {
  buffer.coords[2 * buffer.length] = x;
  buffer.coords[2 * buffer.length + 1] = y;
  buffer.length += 1;
}

/** Keeps where `sign` × coordinate ≤ `sign` × `limit` on an axis: 0 is x, 1 is y. */
interface Side {
  axis: 0 | 1;
  limit: number;
  sign: 1 | -1;
}

/**
 * Keeps what lies on one side of an open ring (Sutherland and Hodgman, "Reentrant polygon clipping", CACM 1974). Where an
 * edge is cut is reckoned from its lower end, whichever way the ring runs, so that neighbours are cut in the same point.
 */
function clipSide(from: PointBuffer, to: PointBuffer, { axis, limit, sign }: Side): void {
  to.length = 0;
  reserve(to, 2 * from.length);
  const { coords } = from;
  let previous = from.length - 1;
  for (let i = 0; i < from.length; previous = i++) {
    const a = coords[2 * previous + axis]!;
    const b = coords[2 * i + axis]!;
    const [aIn, bIn] = [sign * a <= sign * limit, sign * b <= sign * limit];
    if (aIn !== bIn) {
      const [low, high] = a < b ? [previous, i] : [i, previous];
      const [p, q] = [coords[2 * low + axis]!, coords[2 * high + axis]!];
      const [u, v] = [coords[2 * low + 1 - axis]!, coords[2 * high + 1 - axis]!];
      const cut = Math.round(u + ((v - u) * (limit - p)) / (q - p));
      if (axis === 0) push(to, limit, cut);
      else push(to, cut, limit);
    }
    if (bIn) push(to, coords[2 * i]!, coords[2 * i + 1]!);
  }
}

export type ClipScratch = readonly [PointBuffer, PointBuffer];

/** Puts the open ring of points `from … to` of `coords` into `scratch[0]`, where the clips below work. */
export function loadRing(coords: Int32Array, [from, to]: readonly [number, number], [a]: ClipScratch): void {
  a.length = 0;
  reserve(a, to - from);
  a.coords.set(coords.subarray(2 * from, 2 * to));
  a.length = to - from;
}

/** Clips the ring in `scratch[0]` to the west and east side of a box, in place; it may be empty then. */
export function clipToColumn(box: ClipBox, [a, b]: ClipScratch): void {
  clipSide(a, b, { axis: 0, limit: box.minX, sign: -1 });
  clipSide(b, a, { axis: 0, limit: box.maxX, sign: 1 });
}

/** The same to the north and south side. */
export function clipToRow(box: ClipBox, [a, b]: ClipScratch): void {
  clipSide(a, b, { axis: 1, limit: box.minY, sign: -1 });
  clipSide(b, a, { axis: 1, limit: box.maxY, sign: 1 });
}

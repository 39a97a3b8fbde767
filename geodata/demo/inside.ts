import type { PlanarMesh, Ring } from './mesh.ts';

/** Bands of equal height over a face; a test looks only at the edges of its band. */
const BANDS = 256;

/** Answers quickly whether a place (`x, y`, metres) is inside a face. */
export interface Inside {
  contains(x: number, y: number): boolean;
  /** `[west, south, east, north]`, metres. */
  box: readonly [number, number, number, number];
}

/** Indexes the edges of a face by bands of `y`. */
export function insideOf(mesh: PlanarMesh, ring: Ring): Inside {
  const xs = ring.map((vertex) => mesh.x[vertex]!);
  const ys = ring.map((vertex) => mesh.y[vertex]!);
  const box = [xs.reduce(least), ys.reduce(least), xs.reduce(most), ys.reduce(most)] as const;
  const height = (box[3] - box[1]) / BANDS;
  const bandOf = (y: number): number => Math.min(BANDS - 1, Math.max(0, Math.floor((y - box[1]) / height)));
  const bands = Array.from({ length: BANDS }, (): number[] => []);
  ring.forEach((_, i) => {
    const next = (i + 1) % ring.length;
    const from = bandOf(Math.min(ys[i]!, ys[next]!));
    const to = bandOf(Math.max(ys[i]!, ys[next]!));
    for (let band = from; band <= to; band++) bands[band]!.push(xs[i]!, ys[i]!, xs[next]!, ys[next]!);
  });
  return {
    box,
    contains(x, y) {
      if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) return false;
      const edges = bands[bandOf(y)]!;
      let inside = false;
      for (let i = 0; i < edges.length; i += 4) {
        const ay = edges[i + 1]!;
        const by = edges[i + 3]!;
        if (ay > y === by > y) continue;
        const ax = edges[i]!;
        if (x < ax + ((edges[i + 2]! - ax) * (y - ay)) / (by - ay)) inside = !inside;
      }
      return inside;
    },
  };
}

const least = (a: number, b: number): number => (a < b ? a : b);
const most = (a: number, b: number): number => (a > b ? a : b);

/** Area of a face in m² on the drawing plane. */
export function faceArea(mesh: PlanarMesh, ring: Ring): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[j]!;
    const b = ring[i]!;
    sum += mesh.x[a]! * mesh.y[b]! - mesh.x[b]! * mesh.y[a]!;
  }
  return sum / 2;
}

/** Mean of a face's vertices, metres. */
export function faceMiddle(mesh: PlanarMesh, ring: Ring): [number, number] {
  let x = 0;
  let y = 0;
  for (const vertex of ring) {
    x += mesh.x[vertex]!;
    y += mesh.y[vertex]!;
  }
  return [x / ring.length, y / ring.length];
}

import type { FlatShapes } from './model.ts';

/** Rings as vertex numbers, not closed; `x[v], y[v]` is the place of vertex `v`. */
export interface Mesh {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Flat shapes out of polygons of vertex numbers, one list of polygons for each feature. */
export function shapesFromMesh(mesh: Mesh, features: readonly number[][][][]): FlatShapes {
  const coords: number[] = [];
  const ringStart = [0];
  const polygonStart = [0];
  const featureStart = [0];
  for (const polygons of features) {
    for (const rings of polygons) {
      for (const ring of rings) {
        for (const v of ring) coords.push(mesh.x[v]!, mesh.y[v]!);
        coords.push(mesh.x[ring[0]!]!, mesh.y[ring[0]!]!);
        ringStart.push(coords.length / 2);
      }
      polygonStart.push(ringStart.length - 1);
    }
    featureStart.push(polygonStart.length - 1);
  }
  return {
    coords: Float64Array.from(coords),
    ringStart: Uint32Array.from(ringStart),
    polygonStart: Uint32Array.from(polygonStart),
    featureStart: Uint32Array.from(featureStart),
  };
}

/** Shapes whose equal positions have become one vertex each: the mesh, and the rings of every feature. */
export function meshOf(shapes: FlatShapes): { mesh: { x: number[]; y: number[] }; rings: number[][][] } {
  const mesh = { x: [] as number[], y: [] as number[] };
  const known = new Map<string, number>();
  const vertexAt = (p: number): number => {
    const x = shapes.coords[2 * p]!;
    const y = shapes.coords[2 * p + 1]!;
    const key = `${x} ${y}`;
    let vertex = known.get(key);
    if (vertex === undefined) {
      vertex = mesh.x.push(x) - 1;
      mesh.y.push(y);
      known.set(key, vertex);
    }
    return vertex;
  };
  const rings = Array.from({ length: shapes.featureStart.length - 1 }, (_, f) => {
    const list: number[][] = [];
    const end = shapes.polygonStart[shapes.featureStart[f + 1]!]!;
    for (let r = shapes.polygonStart[shapes.featureStart[f]!]!; r < end; r++) {
      const ring: number[] = [];
      for (let p = shapes.ringStart[r]!; p < shapes.ringStart[r + 1]! - 1; p++) ring.push(vertexAt(p));
      list.push(ring);
    }
    return list;
  });
  return { mesh, rings };
}

import type { FlatShapes } from '../../model.ts';
import { meshOf } from '../../vertex-mesh.ts';
import { toX, toY } from '../frame.ts';

/** A stretch between two vertices where two zones meet: `b` is a street along both. */
export interface Stretch {
  a: number;
  b: number;
  /** Zones on its two sides. */
  zones: [number, number];
}

/** The outlines of all zones as a plane graph; places in degrees (`lngLat`) and in metres of the drawing plane. */
export interface ZoneMesh {
  lngLat: Float64Array;
  x: Float64Array;
  y: Float64Array;
  /** Stretches with a zone on either side: the city's edge is no street. */
  stretches: Stretch[];
  /** Vertices of each zone's outer ring. */
  rings: number[][];
}

/** Where zones share vertices, their borders become the streets of the demo city. */
export function zoneMesh(zoneShapes: FlatShapes): ZoneMesh {
  const { mesh, rings } = meshOf(zoneShapes);
  const count = mesh.x.length;
  const first = new Map<number, number>();
  const stretches: Stretch[] = [];
  rings.forEach((list, zone) => {
    for (const ring of list)
      ring.forEach((a, i) => {
        const b = ring[(i + 1) % ring.length]!;
        const key = Math.min(a, b) * count + Math.max(a, b);
        const other = first.get(key);
        if (other === undefined) first.set(key, zone);
        else stretches.push({ a, b, zones: [other, zone] });
      });
  });
  const lngLat = new Float64Array(2 * count);
  for (let v = 0; v < count; v++) lngLat.set([mesh.x[v]!, mesh.y[v]!], 2 * v);
  return {
    lngLat,
    x: Float64Array.from(mesh.x, toX),
    y: Float64Array.from(mesh.y, toY),
    stretches,
    rings: rings.map((list) => list[0] ?? []),
  };
}

/** Whether two segments cross in the inside of both; where along the first (0 … 1), else -1. */
export function crossing(
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  [cx, cy]: readonly [number, number],
  [dx, dy]: readonly [number, number],
): number {
  const [rx, ry, sx, sy] = [bx - ax, by - ay, dx - cx, dy - cy];
  const across = rx * sy - ry * sx;
  if (across === 0) return -1;
  const t = ((cx - ax) * sy - (cy - ay) * sx) / across;
  const u = ((cx - ax) * ry - (cy - ay) * rx) / across;
  return t > 0 && t < 1 && u > 0 && u < 1 ? t : -1;
}

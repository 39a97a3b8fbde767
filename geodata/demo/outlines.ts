import type { Mesh } from '../vertex-mesh.ts';
import { toLat, toLng } from './frame.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

/** A mesh in degrees on the 1e-6° grid, and the faces in it. */
export interface Outlines {
  mesh: { x: Float64Array; y: Float64Array };
  rings: Ring[];
}

/** How many different neighbours each vertex has over all rings, counted to 3. */
function degrees(rings: readonly Ring[], vertices: number): Uint8Array {
  const first = new Int32Array(vertices).fill(-1);
  const second = new Int32Array(vertices).fill(-1);
  const degree = new Uint8Array(vertices);
  const meet = (vertex: number, neighbour: number): void => {
    if (first[vertex] === neighbour || second[vertex] === neighbour || degree[vertex] === 3) return;
    if (degree[vertex] === 0) first[vertex] = neighbour;
    else second[vertex] = neighbour;
    degree[vertex]!++;
  };
  for (const ring of rings) {
    ring.forEach((vertex, i) => {
      const next = ring[(i + 1) % ring.length]!;
      meet(vertex, next);
      meet(next, vertex);
    });
  }
  return degree;
}

/** The faces as they stay: every vertex of their neighbours in, unused auxiliary vertices out, degrees for metres. */
export function finishOutlines(planar: PlanarMesh, faces: readonly Ring[]): Outlines {
  const full = faces.map((face) => planar.expand(face));
  const degree = degrees(full, planar.x.length);
  const rings = full.map((ring) => ring.filter((vertex) => degree[vertex] !== 2 || !planar.auxiliary.has(vertex)));
  return { mesh: { x: Float64Array.from(planar.x, toLng), y: Float64Array.from(planar.y, toLat) }, rings };
}

function side(mesh: Mesh, a: number, b: number, c: number): number {
  const ax = mesh.x[a]!;
  const ay = mesh.y[a]!;
  return Math.sign((mesh.x[b]! - ax) * (mesh.y[c]! - ay) - (mesh.y[b]! - ay) * (mesh.x[c]! - ax));
}

/** Whether two edges lie apart along one axis (the numbers are theirs on it); tells edges of one straight line apart where rounding cannot. */
function areApart(a: number, b: number, c: number, d: number): boolean {
  return Math.max(a, b) < Math.min(c, d) || Math.max(c, d) < Math.min(a, b);
}

/** Whether a closed outline of vertex numbers is simple: no vertex twice, and no two edges that cross or lie on another. */
export function isSimple(mesh: Mesh, ring: Ring): boolean {
  const n = ring.length;
  if (n < 3 || new Set(ring).size < n) return false;
  for (let i = 0; i < n; i++) {
    const a = ring[i]!;
    const b = ring[(i + 1) % n]!;
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      const c = ring[j]!;
      const d = ring[(j + 1) % n]!;
      if (areApart(mesh.x[a]!, mesh.x[b]!, mesh.x[c]!, mesh.x[d]!)) continue;
      if (areApart(mesh.y[a]!, mesh.y[b]!, mesh.y[c]!, mesh.y[d]!)) continue;
      if (side(mesh, a, b, c) !== side(mesh, a, b, d) && side(mesh, c, d, a) !== side(mesh, c, d, b)) return false;
    }
  }
  return true;
}

/** How many outlines are not simple or not counter-clockwise: 0, or the mesh must not be used. */
export function countFaults({ mesh, rings }: Outlines): number {
  let faults = 0;
  for (const ring of rings) {
    let area = 0;
    const x0 = mesh.x[ring[0]!]!;
    const y0 = mesh.y[ring[0]!]!;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [a, b] = [ring[j]!, ring[i]!];
      area += (mesh.x[a]! - x0) * (mesh.y[b]! - y0) - (mesh.x[b]! - x0) * (mesh.y[a]! - y0);
    }
    if (area <= 0 || !isSimple(mesh, ring)) faults++;
  }
  return faults;
}

import type { FlatShapes } from './model.ts';

/** Rings as vertex numbers, not closed; `x[v], y[v]` is the place of vertex `v`. */
export interface Mesh {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

function signedArea(mesh: Mesh, ring: readonly number[]): number {
  let sum = 0;
  const x0 = mesh.x[ring[0]!]!;
  const y0 = mesh.y[ring[0]!]!;
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[(i + 1) % ring.length]!;
    sum += (mesh.x[a]! - x0) * (mesh.y[b]! - y0) - (mesh.x[b]! - x0) * (mesh.y[a]! - y0);
  }
  return sum / 2;
}

/** Edges that no other ring of the group runs along the other way: the group's outline, as from → [to, …]. */
function outlineEdges(rings: readonly (readonly number[])[]): Map<number, number[]> {
  const out = new Map<number, number[]>();
  for (const ring of rings) {
    ring.forEach((from, i) => {
      const to = ring[(i + 1) % ring.length]!;
      const back = out.get(to);
      const at = back ? back.indexOf(from) : -1;
      if (back && at >= 0) {
        if (back.length === 1) out.delete(to);
        else back.splice(at, 1);
        return;
      }
      const list = out.get(from);
      if (list) list.push(to);
      else out.set(from, [to]);
    });
  }
  return out;
}

/** Grows clockwise from 0 (along `a`) to 4, as angles do, without trigonometry. */
function clockwise(ax: number, ay: number, bx: number, by: number): number {
  const along = ax * bx + ay * by;
  const right = ay * bx - ax * by;
  const part = Math.abs(right) / (Math.abs(along) + Math.abs(right));
  if (right > 0) return along >= 0 ? part : 2 - part;
  return along < 0 ? 2 + part : 4 - part;
}

/**
 * Where an outline that came from `from` goes on at `at`: of several ways, the first one clockwise from where it came.
 * That keeps parts that only touch at a corner apart.
 */
function nextVertex(mesh: Mesh, from: number, at: number, ways: number[]): number {
  if (ways.length === 1) return ways.pop()!;
  const backX = mesh.x[from]! - mesh.x[at]!;
  const backY = mesh.y[from]! - mesh.y[at]!;
  const angles = ways.map((to) => clockwise(backX, backY, mesh.x[to]! - mesh.x[at]!, mesh.y[to]! - mesh.y[at]!));
  return ways.splice(angles.indexOf(Math.min(...angles)), 1)[0]!;
}

/** Follows the outline along an edge until it is back there, taking edges out of the map. */
function takeLoop(mesh: Mesh, edges: Map<number, number[]>, start: number): number[] {
  const loop: number[] = [];
  let from = start;
  let at = edges.get(start)!.pop()!;
  const first = at;
  for (;;) {
    loop.push(from);
    const ways = edges.get(at)!;
    // The first edge has been taken out already, but is a way like any other for the edge that closes the loop.
    const isStart = at === start;
    if (isStart) ways.push(first);
    const next = nextVertex(mesh, from, at, ways);
    if (ways.length === 0) edges.delete(at);
    if (isStart && next === first) return loop;
    if (isStart) ways.splice(ways.indexOf(first), 1);
    from = at;
    at = next;
  }
}

/** Cuts a loop that comes by a vertex twice into loops that do not. */
function splitAtRepeats(loop: readonly number[]): number[][] {
  const loops: number[][] = [];
  const path: number[] = [];
  const place = new Map<number, number>();
  for (const vertex of loop) {
    const before = place.get(vertex);
    if (before !== undefined) {
      const cut = path.splice(before);
      for (const v of cut) place.delete(v);
      loops.push(cut);
    }
    place.set(vertex, path.length);
    path.push(vertex);
  }
  loops.push(path);
  return loops;
}

function loopContains(mesh: Mesh, ring: readonly number[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const ay = mesh.y[ring[j]!]!;
    const by = mesh.y[ring[i]!]!;
    if (ay > y === by > y) continue;
    const ax = mesh.x[ring[j]!]!;
    if (x < ax + ((mesh.x[ring[i]!]! - ax) * (y - ay)) / (by - ay)) inside = !inside;
  }
  return inside;
}

/** The smallest exterior around a hole, judged at the middle of the hole's first edge (a vertex may touch). */
function ownerOf(mesh: Mesh, exteriors: readonly number[][], hole: readonly number[]): number {
  const x = (mesh.x[hole[0]!]! + mesh.x[hole[1]!]!) / 2;
  const y = (mesh.y[hole[0]!]! + mesh.y[hole[1]!]!) / 2;
  let owner = 0;
  let smallest = Infinity;
  exteriors.forEach((ring, i) => {
    const area = signedArea(mesh, ring);
    if (area < smallest && loopContains(mesh, ring, x, y)) {
      owner = i;
      smallest = area;
    }
  });
  return owner;
}

/**
 * The union of polygons that meet along identical edges: shared edges, run in opposite directions, cancel out, and the
 * rest is chained. Exact, because no coordinate is computed.
 * @param rings exteriors counter-clockwise, holes clockwise, as vertex numbers, not closed
 * @returns polygons, each `[exterior, …holes]`, wound the same way
 */
export function dissolveRings(mesh: Mesh, rings: readonly (readonly number[])[]): number[][][] {
  const edges = outlineEdges(rings);
  const exteriors: number[][] = [];
  const holes: number[][] = [];
  for (let start = edges.keys().next(); !start.done; start = edges.keys().next()) {
    for (const loop of splitAtRepeats(takeLoop(mesh, edges, start.value))) {
      (signedArea(mesh, loop) > 0 ? exteriors : holes).push(loop);
    }
  }
  const polygons = exteriors.map((ring) => [ring]);
  for (const hole of holes) polygons[ownerOf(mesh, exteriors, hole)]!.push(hole);
  return polygons;
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

import type { Mesh } from './vertex-mesh.ts';

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

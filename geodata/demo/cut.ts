import { distance } from './frame.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

/** A place on a face's outline that a line crosses: on the edge that starts at `index`, or at one of its vertices. */
export interface Crossing {
  /** Place along the line; rises in its direction. */
  along: number;
  index: number;
  /** Part of the edge before the crossing, 0 … 1; 0 when it was moved to the vertex at `index`. */
  t: number;
  u: number;
  v: number;
}

/** A stretch of a line inside a face, from one crossing to the next. */
export type Chord = readonly [from: Crossing, to: Crossing];

/** A line in the warped plane, as `[u, v]` points. */
export type Line = readonly (readonly [number, number])[];

/** A crossing nearer than this to a vertex moves there: no edge gets shorter. */
const SNAP_METRES = 6;

/** Where one segment of a line crosses a face's outline, in the order of the outline. */
function crossSegment(mesh: PlanarMesh, ring: Ring, line: Line, segment: number): Crossing[] {
  const found: Crossing[] = [];
  const [pu, pv] = line[segment]!;
  const du = line[segment + 1]![0] - pu;
  const dv = line[segment + 1]![1] - pv;
  const squared = du * du + dv * dv;
  const last = ring[ring.length - 1]!;
  let sideA = du * (mesh.v[last]! - pv) - dv * (mesh.u[last]! - pu);
  for (let i = 0, before = ring.length - 1; i < ring.length; before = i++) {
    const b = ring[i]!;
    const sideB = du * (mesh.v[b]! - pv) - dv * (mesh.u[b]! - pu);
    if (sideA > 0 !== sideB > 0) {
      const a = ring[before]!;
      const t = sideA / (sideA - sideB);
      const u = mesh.u[a]! + t * (mesh.u[b]! - mesh.u[a]!);
      const v = mesh.v[a]! + t * (mesh.v[b]! - mesh.v[a]!);
      const s = (du * (u - pu) + dv * (v - pv)) / squared;
      if (s >= 0 && s < 1) found.push({ along: segment + s, index: before, t, u, v });
    }
    sideA = sideB;
  }
  return found;
}

/** Moves crossings that are near a vertex to it; two that meet there only clip a corner and are dropped. */
function snap(mesh: PlanarMesh, ring: Ring, crossings: Crossing[]): Crossing[] {
  const kept: Crossing[] = [];
  for (const crossing of crossings) {
    const next = (crossing.index + 1) % ring.length;
    const a = ring[crossing.index]!;
    const b = ring[next]!;
    const length = distance(mesh.u[b]! - mesh.u[a]!, mesh.v[b]! - mesh.v[a]!);
    const nearA = crossing.t * length < SNAP_METRES;
    const nearB = (1 - crossing.t) * length < SNAP_METRES;
    if (!nearA && !nearB) {
      kept.push(crossing);
      continue;
    }
    const index = nearA && (!nearB || crossing.t < 0.5) ? crossing.index : next;
    const twin = kept.findIndex((other) => other.t === 0 && other.index === index);
    if (twin >= 0) kept.splice(twin, 1);
    else kept.push({ along: crossing.along, index, t: 0, u: mesh.u[ring[index]!]!, v: mesh.v[ring[index]!]! });
  }
  return kept;
}

/**
 * Where a line that starts and ends outside of a face runs inside it: pairs of crossings, in its direction. `start`
 * leaves out what comes before that place along the line, which must be outside of the face.
 */
export function chordsOf(mesh: PlanarMesh, ring: Ring, line: Line, start = 0): Chord[] {
  const found: Crossing[] = [];
  for (let segment = 0; segment + 1 < line.length; segment++) found.push(...crossSegment(mesh, ring, line, segment));
  const later = found.filter((crossing) => crossing.along >= start);
  const sorted = snap(mesh, ring, later).sort((a, b) => a.along - b.along);
  const chords: Chord[] = [];
  for (let i = 0; i + 1 < sorted.length; i += 2) chords.push([sorted[i]!, sorted[i + 1]!]);
  return chords;
}

/**
 * Cuts a face along a chord and gives the two faces: first the one on the right of the chord's direction.
 * @param middle vertices along the chord, in its direction
 */
export function cutFace(mesh: PlanarMesh, ring: Ring, [from, to]: Chord, middle: Ring): [Ring, Ring] {
  const start = placeVertex(mesh, ring, from);
  const end = placeVertex(mesh, ring, to);
  const forth = walk(ring, from, to);
  const back = walk(ring, to, from);
  return [
    [start, ...forth, end, ...middle.toReversed()],
    [end, ...back, start, ...middle],
  ];
}

function placeVertex(mesh: PlanarMesh, ring: Ring, crossing: Crossing): number {
  const a = ring[crossing.index]!;
  return crossing.t === 0 ? a : mesh.split(a, ring[(crossing.index + 1) % ring.length]!, crossing.t);
}

/** The outline's vertices strictly between two crossings, counter-clockwise. */
export function walk(ring: Ring, from: Crossing, to: Crossing): Ring {
  const n = ring.length;
  if (from.index === to.index && from.t < to.t) return [];
  // A crossing on an edge leaves the edge's end inside the walk; one at a vertex leaves its own vertex out.
  const first = from.index + 1;
  const last = to.t === 0 ? to.index - 1 : to.index;
  const isAllAround = from.index === to.index && to.t > 0;
  const count = isAllAround ? n : (((last - first + 1) % n) + n) % n;
  return Array.from({ length: count }, (_, i) => ring[(first + i) % n]!);
}

import { type AtomList, type Atoms, partAtoms, ringContains, weightOf } from './atoms.ts';
import { isClear, type Room, ROOMS } from './clearance.ts';
import { chordsOf, type Crossing, cutFace, walk } from './cut.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

/** A unit vector along which to cut. */
export type Direction = readonly [number, number];

export interface Cutting {
  mesh: PlanarMesh;
  atoms: Atoms;
  /** Directions to try around a place of the warped plane, the best liked first. */
  directionsAt(u: number, v: number): readonly Direction[];
}

interface Candidate {
  from: Crossing;
  to: Crossing;
  /** How many of the parts go to the right of the chord. */
  rightParts: number;
  score: number;
}

/** When nothing fits: all directions of a rose of eight, and cuts off the middle. */
const ROSE: readonly Direction[] = [
  [1, 0],
  [0.9239, 0.3827],
  [0.7071, 0.7071],
  [0.3827, 0.9239],
  [0, 1],
  [-0.3827, 0.9239],
  [-0.7071, 0.7071],
  [-0.9239, 0.3827],
];
const BINS = 128;

/** Offset along the normal at which a part of the atoms' weight lies to the left; of the extent where there are none. */
function offsetFor(cutting: Cutting, ring: Ring, list: AtomList, [du, dv]: Direction, part: number): number {
  const { mesh, atoms } = cutting;
  let low = Infinity;
  let high = -Infinity;
  for (const vertex of ring) {
    const n = du * mesh.v[vertex]! - dv * mesh.u[vertex]!;
    low = Math.min(low, n);
    high = Math.max(high, n);
  }
  const bins = new Float64Array(BINS);
  const scale = BINS / (high - low);
  let total = 0;
  for (const atom of list) {
    const bin = Math.floor((du * atoms.v[atom]! - dv * atoms.u[atom]! - low) * scale);
    bins[Math.min(BINS - 1, Math.max(0, bin))]! += atoms.weight[atom]!;
    total += atoms.weight[atom]!;
  }
  let bin = 0;
  let sum = 0;
  while (bin < BINS - 1 && sum + bins[bin]! < part * total) sum += bins[bin++]!;
  const within = bins[bin]! > 0 ? (part * total - sum) / bins[bin]! : 0.5;
  const share = total > 0 ? (bin + within) / BINS : part;
  // Never a thin slice, however uneven the weight.
  return low + Math.min(0.82, Math.max(0.18, share)) * (high - low);
}

interface Outline {
  u: number[];
  v: number[];
  area: number;
  perimeter: number;
}

/** What a chord would leave on its right, without cutting. */
function rightOutline(mesh: PlanarMesh, ring: Ring, from: Crossing, to: Crossing): Outline {
  const vertices = walk(ring, from, to);
  const u = [from.u, ...vertices.map((vertex) => mesh.u[vertex]!), to.u];
  const v = [from.v, ...vertices.map((vertex) => mesh.v[vertex]!), to.v];
  return measure(u, v);
}

function measure(u: number[], v: number[]): Outline {
  let area = 0;
  let perimeter = 0;
  for (let i = 0, j = u.length - 1; i < u.length; j = i++) {
    area += u[j]! * v[i]! - u[i]! * v[j]!;
    perimeter += Math.hypot(u[i]! - u[j]!, v[i]! - v[j]!);
  }
  return { u, v, area: area / 2, perimeter };
}

/** 1 for a square, more for what is longer or more winding. */
const stretch = (outline: Outline): number => outline.perimeter ** 2 / (16 * outline.area);

/** Weight of the atoms on the right of a chord; by the side of its line where that cuts the face only once. */
function rightWeightOf(atoms: Atoms, list: AtomList, from: Crossing, to: Crossing, outline?: Outline): number {
  let weight = 0;
  for (const atom of list) {
    const u = atoms.u[atom]!;
    const v = atoms.v[atom]!;
    const isRight = outline
      ? ringContains(outline.u, outline.v, u, v)
      : (to.u - from.u) * (v - from.v) - (to.v - from.v) * (u - from.u) < 0;
    if (isRight) weight += atoms.weight[atom]!;
  }
  return weight;
}

function judge(
  cutting: Cutting,
  ring: Ring,
  list: AtomList,
  chords: readonly [Crossing, Crossing][],
  chord: [Crossing, Crossing],
  parts: number,
): Candidate | undefined {
  const { mesh, atoms } = cutting;
  const [from, to] = chord;
  const right = rightOutline(mesh, ring, from, to);
  const left = rightOutline(mesh, ring, to, from);
  if (right.area <= 0 || left.area <= 0) return undefined;
  const all = weightOf(atoms, list);
  const rightWeight = rightWeightOf(atoms, list, from, to, chords.length > 1 ? right : undefined);
  const share = all > 0 ? rightWeight / all : right.area / (right.area + left.area);
  const rightParts = Math.min(parts - 1, Math.max(1, Math.round(parts * share)));
  const uneven = Math.abs(share - rightParts / parts) * 4 + Math.abs(rightParts / parts - 0.5);
  // A part of the area that is small for its parts is a sliver in the making, whatever its weight.
  const small =
    Math.max(0, 0.1 - right.area / (right.area + left.area), 0.1 - left.area / (right.area + left.area)) * 20;
  return { from, to, rightParts, score: stretch(right) + stretch(left) + uneven + small };
}

function candidates(
  cutting: Cutting,
  ring: Ring,
  list: AtomList,
  parts: number,
  directions: readonly Direction[],
  fractions: readonly number[],
  room: Room,
): Candidate[] {
  const { mesh } = cutting;
  const found: Candidate[] = [];
  for (const direction of directions) {
    for (const fraction of fractions) {
      const offset = offsetFor(cutting, ring, list, direction, fraction);
      const [du, dv] = direction;
      const far = 1e6;
      const foot = [-dv * offset, du * offset] as const;
      const line = [[foot[0] - du * far, foot[1] - dv * far], [foot[0] + du * far, foot[1] + dv * far]] as const; // prettier-ignore
      const chords = chordsOf(mesh, ring, line);
      for (const chord of chords) {
        if (!isClear(mesh, ring, chord, room)) continue;
        const candidate = judge(cutting, ring, list, chords, chord, parts);
        if (candidate) found.push(candidate);
      }
    }
  }
  return found;
}

function bestCut(cutting: Cutting, ring: Ring, list: AtomList, parts: number): Candidate {
  const { mesh } = cutting;
  const first = ring[0]!;
  const liked = cutting.directionsAt(mesh.u[first]!, mesh.v[first]!);
  const half = Math.floor(parts / 2) / parts;
  for (const room of ROOMS) {
    for (const [directions, fractions] of [
      [liked, [half]],
      [
        [...liked, ...ROSE],
        [half, 0.35, 0.65, 0.2, 0.8],
      ],
    ] as const) {
      // prettier-ignore
      const found = candidates(cutting, ring, list, parts, directions, fractions, room);
      if (found.length > 0) return found.reduce((a, b) => (b.score < a.score ? b : a));
    }
  }
  throw new Error(`A face of ${ring.length} vertices could not be cut into ${parts}`);
}

/** Length of the edges of a cut, so that it can follow the warp: near the size of what the face will be cut into. */
function edgeMetres(area: number, parts: number): number {
  return Math.min(400, Math.max(60, 0.7 * Math.sqrt(area / parts)));
}

/** Vertices along a chord, evenly spaced, in the warped plane. */
export function chordVertices(mesh: PlanarMesh, from: Crossing, to: Crossing, metres: number): Ring {
  const count = Math.max(1, Math.round(Math.hypot(to.u - from.u, to.v - from.v) / metres));
  return Array.from({ length: count - 1 }, (_, i) => {
    const t = (i + 1) / count;
    return mesh.addAtWarped(from.u + t * (to.u - from.u), from.v + t * (to.v - from.v));
  });
}

/** A piece of a face, the atoms in it, and the number of the group that it was cut out of. */
export interface Piece {
  ring: Ring;
  list: AtomList;
  group: number;
}

/**
 * Cuts a face in two, and those in two, until there are exactly `parts` pieces of about equal weight. Cuts are straight
 * in the warped plane and follow the directions that are liked at the place.
 * @param groupSize pieces that were one when it was to be cut into this many or fewer get one `group` number
 */
export function bisect(cutting: Cutting, whole: Ring, atoms: AtomList, parts: number, groupSize = 1): Piece[] {
  const pieces: Piece[] = [];
  let groups = 0;
  const visit = (face: Ring, list: AtomList, count: number, group: number): void => {
    const ring = cutting.mesh.expand(face);
    const own = group < 0 && count <= groupSize ? groups++ : group;
    if (count === 1) {
      pieces.push({ ring, list, group: own });
      return;
    }
    const cut = bestCut(cutting, ring, list, count);
    const { area } = measure(ring.map((a) => cutting.mesh.u[a]!), ring.map((a) => cutting.mesh.v[a]!)); // prettier-ignore
    const middle = chordVertices(cutting.mesh, cut.from, cut.to, edgeMetres(area, count));
    const [right, left] = cutFace(cutting.mesh, ring, cut.from, cut.to, middle);
    const [inRight, inLeft] = partAtoms(cutting.mesh, right, cutting.atoms, list);
    visit(right, inRight, cut.rightParts, own);
    visit(left, inLeft, count - cut.rightParts, own);
  };
  visit(whole, atoms, parts, -1);
  return pieces;
}

import { distance } from './frame.ts';
import { ringContains } from './atoms.ts';
import { chordVertices, type Direction, lineAt, rightOutline } from './chord.ts';
import { isClear, type Room, ROOMS } from './clearance.ts';
import { type Chord, chordsOf, cutFace } from './cut.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

/** The point around which a street's area grows, in the warped plane. */
export interface Seed {
  code: string;
  u: number;
  v: number;
}

const EDGE_METRES = 300;

/** Unit vectors every 15°, from tan of half the angle so that no engine rounds them apart. */
const DIRECTIONS: readonly Direction[] = Array.from({ length: 12 }, (_, i) => {
  const t = [0, 0.13165, 0.26795, 0.41421, 0.57735, 0.76733, 1, 1.30323, 1.73205, 2.41421, 3.73205, 7.59575][i]!;
  return [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)] as const;
});

interface Candidate {
  chord: Chord;
  right: Seed[];
  left: Seed[];
  score: number;
}

/** A cut is good where it is short and the two groups of seeds are even; the gap between them counts in the caller. */
function judge(mesh: PlanarMesh, ring: Ring, seeds: readonly Seed[], chord: Chord): Candidate | undefined {
  const outline = rightOutline(mesh, ring, chord);
  const right = seeds.filter((seed) => ringContains(outline.u, outline.v, seed.u, seed.v));
  if (right.length === 0 || right.length === seeds.length) return undefined;
  const left = seeds.filter((seed) => !right.includes(seed));
  const length = distance(chord[1].u - chord[0].u, chord[1].v - chord[0].v);
  const even = Math.sqrt(Math.min(right.length, left.length) / seeds.length);
  return { chord, right, left, score: even / length };
}

function candidates(mesh: PlanarMesh, ring: Ring, seeds: readonly Seed[], room: Room): Candidate[] {
  return DIRECTIONS.flatMap((direction) => {
    const [du, dv] = direction;
    const offsets = seeds.map((seed) => du * seed.v - dv * seed.u).sort((a, b) => a - b);
    return offsets.slice(1).flatMap((next, i) => {
      const gap = next - offsets[i]!;
      const chords = chordsOf(mesh, ring, lineAt(direction, next - gap / 2));
      const clear = chords.filter((chord) => isClear(mesh, ring, chord, room));
      const judged = clear.flatMap((chord) => judge(mesh, ring, seeds, chord) ?? []);
      return judged.map((candidate) => ({ ...candidate, score: gap * candidate.score }));
    });
  });
}

/** Cuts a face between seeds until every piece holds exactly one; each seed must lie in the face. */
export function growStreets(mesh: PlanarMesh, whole: Ring, seeds: readonly Seed[]): { code: string; ring: Ring }[] {
  const ring = mesh.expand(whole);
  if (seeds.length === 1) return [{ code: seeds[0]!.code, ring }];
  let found: Candidate[] = [];
  for (const room of ROOMS) if (found.length === 0) found = candidates(mesh, ring, seeds, room);
  if (found.length === 0) throw new Error(`No cut between ${seeds.map((seed) => seed.code).join(', ')}`);
  const { chord, right, left } = found.reduce((a, b) => (b.score > a.score ? b : a));
  const middle = chordVertices(mesh, chord, EDGE_METRES);
  const [onRight, onLeft] = cutFace(mesh, ring, chord, middle);
  return [...growStreets(mesh, onRight, right), ...growStreets(mesh, onLeft, left)];
}

import { type Direction } from './bisect.ts';
import { chordVertices } from './bisect.ts';
import { isClear, type Room, ROOMS } from './clearance.ts';
import { chordsOf, type Crossing, cutFace, walk } from './cut.ts';
import { ringContains } from './atoms.ts';
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
  from: Crossing;
  to: Crossing;
  right: Seed[];
  left: Seed[];
  score: number;
}

/** How wide the gap between the two groups of seeds is, for the length of the cut and the evenness of the groups. */
function judge(
  mesh: PlanarMesh,
  ring: Ring,
  seeds: readonly Seed[],
  chord: [Crossing, Crossing],
  gap: number,
): Candidate | undefined {
  const [from, to] = chord;
  const outline = walk(ring, from, to);
  const us = [from.u, ...outline.map((vertex) => mesh.u[vertex]!), to.u];
  const vs = [from.v, ...outline.map((vertex) => mesh.v[vertex]!), to.v];
  const right = seeds.filter((seed) => ringContains(us, vs, seed.u, seed.v));
  if (right.length === 0 || right.length === seeds.length) return undefined;
  const left = seeds.filter((seed) => !right.includes(seed));
  const length = Math.hypot(to.u - from.u, to.v - from.v);
  const even = Math.sqrt(Math.min(right.length, left.length) / seeds.length);
  return { from, to, right, left, score: (gap / length) * even };
}

function candidates(mesh: PlanarMesh, ring: Ring, seeds: readonly Seed[], room: Room): Candidate[] {
  const found: Candidate[] = [];
  for (const [du, dv] of DIRECTIONS) {
    const offsets = seeds.map((seed) => du * seed.v - dv * seed.u).sort((a, b) => a - b);
    for (let i = 0; i + 1 < offsets.length; i++) {
      const gap = offsets[i + 1]! - offsets[i]!;
      const offset = offsets[i]! + gap / 2;
      const line = [[-dv * offset - du * 1e6, du * offset - dv * 1e6], [-dv * offset + du * 1e6, du * offset + dv * 1e6]] as const; // prettier-ignore
      for (const chord of chordsOf(mesh, ring, line)) {
        if (!isClear(mesh, ring, chord, room)) continue;
        const candidate = judge(mesh, ring, seeds, chord, gap);
        if (candidate) found.push(candidate);
      }
    }
  }
  return found;
}

/** Cuts a face between seeds until every piece holds exactly one; each seed must lie in the face. */
export function growStreets(mesh: PlanarMesh, whole: Ring, seeds: readonly Seed[]): { code: string; ring: Ring }[] {
  const ring = mesh.expand(whole);
  if (seeds.length === 1) return [{ code: seeds[0]!.code, ring }];
  let found: Candidate[] = [];
  for (const room of ROOMS) if (found.length === 0) found = candidates(mesh, ring, seeds, room);
  if (found.length === 0) throw new Error(`No cut between ${seeds.map((seed) => seed.code).join(', ')}`);
  const best = found.reduce((a, b) => (b.score > a.score ? b : a));
  const middle = chordVertices(mesh, best.from, best.to, EDGE_METRES);
  const [right, left] = cutFace(mesh, ring, best.from, best.to, middle);
  return [...growStreets(mesh, right, best.right), ...growStreets(mesh, left, best.left)];
}

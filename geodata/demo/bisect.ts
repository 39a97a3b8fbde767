import type { AtomList } from './atoms.ts';
import { type Candidate, candidates, type Cutting, type Lump } from './candidates.ts';
import { chordVertices, type Direction } from './chord.ts';
import { ROOMS } from './clearance.ts';
import { cutFace } from './cut.ts';
import type { Ring } from './mesh.ts';

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
/** Parts of the weight to try on the left beside the even one. */
const ODD_FRACTIONS = [0.35, 0.65, 0.2, 0.8];

function bestCut(cutting: Cutting, lump: Lump): Candidate {
  const { mesh } = cutting;
  const first = lump.ring[0]!;
  const liked = cutting.directionsAt(mesh.u[first]!, mesh.v[first]!);
  const even = Math.floor(lump.parts / 2) / lump.parts;
  for (const room of ROOMS) {
    const wanted = candidates(cutting, lump, { directions: liked, fractions: [even], room });
    const found =
      wanted.length > 0
        ? wanted
        : candidates(cutting, lump, { directions: [...liked, ...ROSE], fractions: [even, ...ODD_FRACTIONS], room });
    if (found.length > 0) return found.reduce((a, b) => (b.score < a.score ? b : a));
  }
  throw new Error(`A face of ${lump.ring.length} vertices could not be cut into ${lump.parts}`);
}

/** Length of the edges of a cut, so that it can follow the warp: near the size of what the face will be cut into. */
function edgeMetres(area: number, parts: number): number {
  return Math.min(400, Math.max(60, 0.7 * Math.sqrt(area / parts)));
}

function cutLump(cutting: Cutting, lump: Lump): [Lump, Lump] {
  const { chord, rightParts, isRight, area } = bestCut(cutting, lump);
  const middle = chordVertices(cutting.mesh, chord, edgeMetres(area, lump.parts));
  const [right, left] = cutFace(cutting.mesh, lump.ring, chord, middle);
  return [
    { ring: right, list: lump.list.filter(isRight), parts: rightParts },
    { ring: left, list: lump.list.filter((atom) => !isRight(atom)), parts: lump.parts - rightParts },
  ];
}

/** A piece of a face, the atoms in it, and the number of the group that it was cut out of. */
export interface Piece {
  ring: Ring;
  list: AtomList;
  group: number;
}

/**
 * Cuts a face in two, and those in two, until there are exactly `whole.parts` pieces of about equal weight. Cuts are straight
 * in the warped plane and follow the directions that are liked at the place.
 * @param groupSize pieces that were one when it was to be cut into this many or fewer get one `group` number
 */
export function bisect(cutting: Cutting, whole: Lump, groupSize = 1): Piece[] {
  const pieces: Piece[] = [];
  let groups = 0;
  const visit = (lump: Lump, group: number): void => {
    const ring = cutting.mesh.expand(lump.ring);
    const own = group < 0 && lump.parts <= groupSize ? groups++ : group;
    if (lump.parts === 1) {
      pieces.push({ ring, list: lump.list, group: own });
      return;
    }
    for (const side of cutLump(cutting, { ...lump, ring })) visit(side, own);
  };
  visit(whole, -1);
  return pieces;
}

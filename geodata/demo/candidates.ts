import { type AtomList, type Atoms, weightOf } from './atoms.ts';
import { type Direction, lineAt, rightOf, rightOutline } from './chord.ts';
import { isClear, type Room } from './clearance.ts';
import { type Chord, chordsOf } from './cut.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

export interface Cutting {
  mesh: PlanarMesh;
  atoms: Atoms;
  /** Directions to try around a place of the warped plane, the best liked first. */
  directionsAt(u: number, v: number): readonly Direction[];
}

/** A face that is to be cut into a number of parts, and the atoms in it. */
export interface Lump {
  ring: Ring;
  list: AtomList;
  parts: number;
}

/** A way to cut a lump in two. */
export interface Candidate {
  chord: Chord;
  /** How many of the parts go to the right of the chord. */
  rightParts: number;
  isRight: (atom: number) => boolean;
  /** Area of the whole face, m². */
  area: number;
  /** The lower the better. */
  score: number;
}

const BINS = 128;

/** Offset along the normal at which a part of the atoms' weight lies to the left; of the extent where there are none. */
function offsetFor({ mesh, atoms }: Cutting, { ring, list }: Lump, [du, dv]: Direction, part: number): number {
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

/** A side with less than this part of the area is a sliver in the making, whatever its weight. */
const LEAST_SIDE = 0.1;

/** Room that a part needs, m². */
const LEAST_PART_SQUARE_METRES = 1500;

/** How many parts go to the right, by weight, but no more on either side than there is room for. */
function partsFor(parts: number, share: number, rightArea: number, leftArea: number): number {
  const least = Math.max(1, parts - Math.floor(leftArea / LEAST_PART_SQUARE_METRES));
  const most = Math.min(parts - 1, Math.floor(rightArea / LEAST_PART_SQUARE_METRES));
  const wanted = Math.round(parts * share);
  return Math.min(parts - 1, Math.max(1, Math.max(least, Math.min(most, wanted))));
}

function judge(cutting: Cutting, lump: Lump, chord: Chord, isAlone: boolean): Candidate | undefined {
  const { mesh, atoms } = cutting;
  const { ring, list, parts } = lump;
  const right = rightOutline(mesh, ring, chord);
  const left = rightOutline(mesh, ring, [chord[1], chord[0]]);
  if (right.area <= 0 || left.area <= 0) return undefined;
  const isRight = rightOf(atoms, chord, right, isAlone);
  let rightWeight = 0;
  for (const atom of list) if (isRight(atom)) rightWeight += atoms.weight[atom]!;
  const all = weightOf(atoms, list);
  const area = right.area + left.area;
  const share = all > 0 ? rightWeight / all : right.area / area;
  const rightParts = partsFor(parts, share, right.area, left.area);
  const uneven = 4 * Math.abs(share - rightParts / parts) + Math.abs(rightParts / parts - 0.5);
  const sliver = 20 * Math.max(0, LEAST_SIDE - Math.min(right.area, left.area) / area);
  return { chord, rightParts, isRight, area, score: right.stretch + left.stretch + uneven + sliver };
}

/** Directions, and parts of the weight on the left, to try; and the room that a cut has to leave. */
export interface Tries {
  directions: readonly Direction[];
  fractions: readonly number[];
  room: Room;
}

/** All ways to cut a lump that are to be tried and leave room. */
export function candidates(cutting: Cutting, lump: Lump, { directions, fractions, room }: Tries): Candidate[] {
  const { mesh } = cutting;
  return directions.flatMap((direction) =>
    fractions.flatMap((fraction) => {
      const line = lineAt(direction, offsetFor(cutting, lump, direction, fraction));
      const chords = chordsOf(mesh, lump.ring, line);
      const clear = chords.filter((chord) => isClear(mesh, lump.ring, chord, room));
      return clear.flatMap((chord) => judge(cutting, lump, chord, chords.length === 1) ?? []);
    }),
  );
}

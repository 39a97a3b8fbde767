import { distance } from './frame.ts';
import { type Atoms, ringContains } from './atoms.ts';
import { type Chord, type Line, walk } from './cut.ts';
import type { PlanarMesh, Ring } from './mesh.ts';

/** A unit vector of the warped plane. */
export type Direction = readonly [number, number];

/** Farther than any face reaches. */
const FAR_METRES = 1e6;

/** The line in a direction at an offset along its left normal. */
export function lineAt([du, dv]: Direction, offset: number): Line {
  const [u, v] = [-dv * offset, du * offset];
  return [
    [u - du * FAR_METRES, v - dv * FAR_METRES],
    [u + du * FAR_METRES, v + dv * FAR_METRES],
  ];
}

/** What a chord would leave on its right, in the warped plane. */
export interface Outline {
  u: number[];
  v: number[];
  area: number;
  /** 1 for a square, more for what is longer or more winding. */
  stretch: number;
}

/** Measures a closed outline, m². */
function measure(u: number[], v: number[]): Outline {
  let sum = 0;
  let perimeter = 0;
  for (let i = 0, j = u.length - 1; i < u.length; j = i++) {
    sum += u[j]! * v[i]! - u[i]! * v[j]!;
    perimeter += distance(u[i]! - u[j]!, v[i]! - v[j]!);
  }
  return { u, v, area: sum / 2, stretch: (perimeter * perimeter) / (8 * sum) };
}

/** What a chord would leave on its right, without cutting. */
export function rightOutline(mesh: PlanarMesh, ring: Ring, [from, to]: Chord): Outline {
  const u = [from.u];
  const v = [from.v];
  for (const vertex of walk(ring, from, to)) {
    u.push(mesh.u[vertex]!);
    v.push(mesh.v[vertex]!);
  }
  u.push(to.u);
  v.push(to.v);
  return measure(u, v);
}

/** Tells atoms on the right of a chord: by the side of its line where that cuts the face only once, else by outline. */
export function rightOf(
  atoms: Atoms,
  [from, to]: Chord,
  outline: Outline,
  isAlone: boolean,
): (atom: number) => boolean {
  const du = to.u - from.u;
  const dv = to.v - from.v;
  if (!isAlone) return (atom) => ringContains(outline.u, outline.v, atoms.u[atom]!, atoms.v[atom]!);
  return (atom) => du * (atoms.v[atom]! - from.v) < dv * (atoms.u[atom]! - from.u);
}

/** New vertices along a chord, evenly spaced, in the warped plane. */
export function chordVertices(mesh: PlanarMesh, [from, to]: Chord, metres: number): Ring {
  const count = Math.max(1, Math.round(distance(to.u - from.u, to.v - from.v) / metres));
  return Array.from({ length: count - 1 }, (_, i) => {
    const t = (i + 1) / count;
    return mesh.addAtWarped(from.u + t * (to.u - from.u), from.v + t * (to.v - from.v));
  });
}

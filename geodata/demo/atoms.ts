import type { PlanarMesh, Ring } from './mesh.ts';

/** What cuts weigh: buildings and small squares of land, in the warped plane; parallel arrays. */
export interface Atoms {
  u: Float64Array;
  v: Float64Array;
  weight: Float64Array;
}

/** Atoms as indices. */
export type AtomList = Int32Array;

/** Whether a place of the warped plane is inside a ring of places. */
export function ringContains(us: ArrayLike<number>, vs: ArrayLike<number>, u: number, v: number): boolean {
  let inside = false;
  for (let i = 0, j = us.length - 1; i < us.length; j = i++) {
    const av = vs[j]!;
    const bv = vs[i]!;
    if (av > v === bv > v) continue;
    const au = us[j]!;
    if (u < au + ((us[i]! - au) * (v - av)) / (bv - av)) inside = !inside;
  }
  return inside;
}

const least = (a: number, b: number): number => (a < b ? a : b);
const most = (a: number, b: number): number => (a > b ? a : b);

/** The atoms of a list that lie inside a face, and the others. */
export function partAtoms(mesh: PlanarMesh, ring: Ring, atoms: Atoms, list: AtomList): [AtomList, AtomList] {
  const us = Float64Array.from(ring, (vertex) => mesh.u[vertex]!);
  const vs = Float64Array.from(ring, (vertex) => mesh.v[vertex]!);
  const [west, south, east, north] = [us.reduce(least), vs.reduce(least), us.reduce(most), vs.reduce(most)];
  const isInside = (atom: number): boolean => {
    const u = atoms.u[atom]!;
    const v = atoms.v[atom]!;
    return u >= west && u <= east && v >= south && v <= north && ringContains(us, vs, u, v);
  };
  const inside = Uint8Array.from(list, (atom) => (isInside(atom) ? 1 : 0));
  return [list.filter((_, i) => inside[i] === 1), list.filter((_, i) => inside[i] === 0)];
}

export function weightOf(atoms: Atoms, list: AtomList): number {
  let sum = 0;
  for (const atom of list) sum += atoms.weight[atom]!;
  return sum;
}

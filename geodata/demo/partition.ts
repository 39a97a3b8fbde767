import type { Divisions } from '../cities/wuhu/files.ts';
import { apportion } from './apportion.ts';
import { type AtomList, partAtoms, weightOf } from './atoms.ts';
import { bisect, type Piece } from './bisect.ts';
import type { Cutting } from './candidates.ts';
import type { Direction } from './chord.ts';
import { distance, toX, toY } from './frame.ts';
import { faceArea } from './inside.ts';
import type { Face } from './land.ts';
import type { PlanarMesh, Ring } from './mesh.ts';
import type { Town } from './places.data.ts';
import { mix } from './random.ts';
import { growStreets, type Seed } from './streets.ts';

/** A zone before it has a number: its face, its community (`''` until water is given to one), its compound group. */
export interface ZoneFace {
  ring: Ring;
  district: string;
  community: string;
  /** Pieces of one community with equal numbers make one compound, where there is one. */
  group: number;
  list: AtomList;
  kind: Face['kind'];
}

interface CommunityFace {
  code: string;
  district: string;
  ring: Ring;
  list: AtomList;
}

/** Water and land across it come in pieces of about this size. */
const WATER_ZONE_SQUARE_METRES = 2_000_000;
/** A compound is what became at most this many zones. */
const COMPOUND_ZONES = 5;
/** The grid of streets of a town reaches this far, in town radii; beyond, cuts just follow the shape of a face. */
const TOWN_REACH = 2.2;

/** Two directions at right angles, turned by an angle that belongs to the key. */
function crossroads(key: number): Direction[] {
  const t = (mix(key) / 4294967296) * 0.8284 - 0.4142;
  const [c, s] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
  return [
    [c, s],
    [-s, c],
  ];
}

/** Cuts follow the streets of the nearest town, and outside of towns a pair of axes that changes from place to place. */
export function townDirections(mesh: PlanarMesh, towns: readonly Town[], seed: number): Cutting['directionsAt'] {
  const grids = towns.map(([code, lng, lat, , radius]) => {
    const vertex = mesh.addAt(toX(lng), toY(lat));
    const reach = TOWN_REACH * radius;
    return {
      u: mesh.u[vertex]!,
      v: mesh.v[vertex]!,
      reach,
      directions: crossroads(seed ^ mix(Number(code) % 2 ** 31)),
    };
  });
  return (u, v) => {
    let nearest = grids[0]!;
    let closest = Infinity;
    for (const grid of grids) {
      const reaches = distance(grid.u - u, grid.v - v) / grid.reach;
      if (reaches >= closest) continue;
      closest = reaches;
      nearest = grid;
    }
    if (closest < 1) return nearest.directions;
    const cell = mix(mix(seed + Math.floor(u / 1500)) ^ Math.floor(v / 1500));
    return [...crossroads(cell), ...crossroads(mix(cell))];
  };
}

/** Metres in the warped plane from an atom to the nearest vertex of a face. */
function distanceTo({ mesh, atoms }: Cutting, ring: Ring, atom: number): number {
  const to = (vertex: number): number => distance(mesh.u[vertex]! - atoms.u[atom]!, mesh.v[vertex]! - atoms.v[atom]!);
  return ring.reduce((nearest, vertex) => Math.min(nearest, to(vertex)), Infinity);
}

/** The atoms of each street; the few that the bend has moved just across the face's outline go to the nearest. */
function shareAtoms(cutting: Cutting, rings: readonly Ring[], atoms: AtomList): AtomList[] {
  let left = atoms;
  const lists = rings.map((ring) => {
    const [own, others] = partAtoms(cutting.mesh, ring, cutting.atoms, left);
    left = others;
    return [...own];
  });
  for (const atom of left) {
    const distances = rings.map((ring) => distanceTo(cutting, ring, atom));
    lists[distances.indexOf(Math.min(...distances))]!.push(atom);
  }
  return lists.map((list) => Int32Array.from(list));
}

/** Streets around their towns, and communities of about equal weight in them. */
function makeCommunities(cutting: Cutting, face: Face, atoms: AtomList, divisions: Divisions): CommunityFace[] {
  const { mesh } = cutting;
  const seeds = face.towns.map(([code, lng, lat]): Seed => {
    const vertex = mesh.addAt(toX(lng), toY(lat));
    return { code, u: mesh.u[vertex]!, v: mesh.v[vertex]! };
  });
  const streets = growStreets(mesh, face.ring, seeds);
  const lists = shareAtoms(cutting, streets.map((street) => mesh.expand(street.ring)), atoms); // prettier-ignore
  return streets.flatMap((street, i) => {
    const names = divisions.communities.filter((c) => c.street === street.code);
    const pieces = bisect(cutting, { ring: street.ring, list: lists[i]!, parts: names.length });
    return pieces.map((piece, k): CommunityFace => {
      return { code: names[k]!.code, district: face.district, ring: piece.ring, list: piece.list };
    });
  });
}

function waterZones(cutting: Cutting, face: Face): ZoneFace[] {
  const parts = Math.max(1, Math.round(faceArea(cutting.mesh, face.ring) / WATER_ZONE_SQUARE_METRES));
  const pieces = bisect(cutting, { ring: face.ring, list: new Int32Array(0), parts });
  return pieces.map((piece) => ({ ...piece, district: face.district, community: '', group: -1, kind: face.kind }));
}

/**
 * Cuts every face into zones, exactly `total` in all: streets around their towns, in each as many communities as it has
 * names, in each community zones of about equal weight. Zones of water have no community yet.
 */
export function makeZones(
  cutting: Cutting,
  { faces, atomsOf }: { faces: readonly Face[]; atomsOf: (face: Face) => AtomList },
  divisions: Divisions,
  total: number,
): ZoneFace[] {
  const water = faces.filter((face) => face.kind !== 'town').flatMap((face) => waterZones(cutting, face));
  const communities = faces
    .filter((face) => face.kind === 'town')
    .flatMap((face) => makeCommunities(cutting, face, atomsOf(face), divisions));
  const weights = communities.map((community) => weightOf(cutting.atoms, community.list));
  const counts = apportion(total - water.length, weights, 2);
  const land = communities.flatMap((community, i) => {
    const pieces = bisect(cutting, { ...community, parts: counts[i]! }, COMPOUND_ZONES);
    return pieces.map((piece: Piece): ZoneFace => {
      return { ...piece, district: community.district, community: community.code, kind: 'town' };
    });
  });
  return [...land, ...water];
}

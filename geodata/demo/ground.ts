import type { WuhuFiles } from '../cities/wuhu/files.ts';
import type { AtomList, Atoms } from './atoms.ts';
import { type Buildings, makeBuildings } from './buildings.ts';
import { insideOf } from './inside.ts';
import { type Face, makeFaces } from './land.ts';
import { PlanarMesh } from './mesh.ts';
import { TOWNS, YANGTZE_HALF_WIDTH_METRES, YANGTZE_MIDDLE } from './places.data.ts';
import type { Random } from './random.ts';
import { makeRiver } from './river.ts';
import type { Warp } from './warp.ts';

/** The districts with river and buildings, before anything is divided. */
export interface Ground {
  mesh: PlanarMesh;
  faces: Face[];
  buildings: Buildings;
  /** Buildings first, then squares of land. */
  atoms: Atoms;
  atomsOf: (face: Face) => AtomList;
}

/** A zone is cut for about this many people … */
const PEOPLE_PER_ZONE = 188;
/** … or this much land, so that empty land is not left in huge zones (about 1.4 km across). */
const SQUARE_METRES_PER_ZONE = 2_000_000;
const LAND_SQUARE_METRES = 300;
/** Edges of borders and banks are divided to this length while they are bent. */
const BORDER_EDGE_METRES = 100;

type Squares = Pick<Buildings, 'x' | 'y' | 'face'>;

/** The middles of squares that cover the land of the town faces. */
function landSquares(mesh: PlanarMesh, faces: readonly Face[]): Squares {
  const squares: Squares = { x: [], y: [], face: [] };
  for (const [i, face] of faces.entries()) {
    if (face.kind !== 'town') continue;
    const inside = insideOf(mesh, face.ring);
    const [west, south, east, north] = inside.box;
    for (let x = west + LAND_SQUARE_METRES / 2; x < east; x += LAND_SQUARE_METRES) {
      for (let y = south + LAND_SQUARE_METRES / 2; y < north; y += LAND_SQUARE_METRES) {
        if (!inside.contains(x, y)) continue;
        squares.x.push(x);
        squares.y.push(y);
        squares.face.push(i);
      }
    }
  }
  return squares;
}

function makeAtoms(buildings: Buildings, squares: Squares, warp: Warp): Atoms {
  const xs = [...buildings.x, ...squares.x];
  const ys = [...buildings.y, ...squares.y];
  const u = new Float64Array(xs.length);
  const v = new Float64Array(xs.length);
  const weight = new Float64Array(xs.length).fill(LAND_SQUARE_METRES ** 2 / SQUARE_METRES_PER_ZONE);
  for (let i = 0; i < xs.length; i++) {
    [u[i], v[i]] = warp.forward(xs[i]!, ys[i]!);
    if (i < buildings.people.length) weight[i] = buildings.people[i]! / PEOPLE_PER_ZONE;
  }
  return { u, v, weight };
}

/** Districts cut at the Yangtze, with buildings on their land, in the warped plane. */
export function makeGround(wuhu: WuhuFiles, warp: Warp, random: Random): Ground {
  const mesh = new PlanarMesh();
  const river = makeRiver(YANGTZE_MIDDLE, YANGTZE_HALF_WIDTH_METRES);
  const plain = makeFaces(mesh, wuhu.districts, river, TOWNS);
  const { unit, districts } = wuhu.city.people;
  const peopleOf = new Map(Object.entries(districts).map(([code, count]) => [code, Math.round(count * unit)]));
  const buildings = makeBuildings(mesh, plain, peopleOf, random);
  const squares = landSquares(mesh, plain);
  mesh.setWarp(warp);
  const faces = plain.map((face) => ({ ...face, ring: mesh.refine(face.ring, BORDER_EDGE_METRES) }));
  const atoms = makeAtoms(buildings, squares, warp);
  const faceOf = [...buildings.face, ...squares.face];
  const lists = faces.map((_, face) => Int32Array.from(faceOf.flatMap((own, atom) => (own === face ? [atom] : []))));
  return { mesh, faces, buildings, atoms, atomsOf: (face) => lists[faces.indexOf(face)]! };
}

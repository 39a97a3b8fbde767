import { apportion } from './apportion.ts';
import { toX, toY } from './frame.ts';
import { faceArea, type Inside, insideOf } from './inside.ts';
import type { Face } from './land.ts';
import type { PlanarMesh } from './mesh.ts';
import type { Random } from './random.ts';

/** Buildings with people in them, `x, y` in metres of the drawing plane; parallel lists. */
export interface Buildings {
  x: number[];
  y: number[];
  people: number[];
  /** Index of the face it stands in. */
  face: number[];
}

/** Where people gather: a town, a hamlet, or (radius 0) anywhere in a face. */
interface Source {
  x: number;
  y: number;
  radiusMetres: number;
  /** Share of the district's buildings. */
  weight: number;
  /** Buildings hold between half of this and twice this. */
  peopleEach: number;
  /** Index into all faces. */
  face: number;
}

/** People for each point on average over a district; with 3.65 million people about 122,000 points. */
const PEOPLE_PER_BUILDING = 30;
const TOWN_HOUSE_PEOPLE = 40;
/** Of a town's radius, to leave a third of its people outside of it. */
const TOWN_SPREAD = 1.35;
const FARM_PEOPLE = 18;
/** Hamlets with a radius of 150 to 380 m stand about this far apart; their people are this part of those outside of towns. */
const HAMLET_SPACING_METRES = 1400;
const HAMLET_PART = 0.92;
const MANY_TRIES = 60;

/** A place around a centre with density ∝ 1/(1 + (r/R)²)³: a dense core and a thinning edge, half within 0.64 R. */
function around(source: Source, random: Random): [number, number] {
  const { x, y, squared } = random.disc();
  const distance = source.radiusMetres * Math.sqrt(1 / Math.sqrt(1 - squared) - 1);
  const unit = Math.sqrt(squared);
  return [source.x + (x / unit) * distance, source.y + (y / unit) * distance];
}

const anywhere = ({ box }: Inside, random: Random): [number, number] => [
  box[0] + random.next() * (box[2] - box[0]),
  box[1] + random.next() * (box[3] - box[1]),
];

function townSources(faces: readonly Face[]): Source[] {
  return faces.flatMap(({ towns }, face) =>
    towns.map(([, lng, lat, thousands, radius]): Source => {
      const radiusMetres = TOWN_SPREAD * radius;
      const weight = (1000 * thousands) / TOWN_HOUSE_PEOPLE;
      return { x: toX(lng), y: toY(lat), radiusMetres, weight, peopleEach: TOWN_HOUSE_PEOPLE, face };
    }),
  );
}

/** Hamlets at random, and a source for every face out of which single farms come. */
function countrySources(ground: Plots, chosen: readonly number[], people: number, random: Random): Source[] {
  const total = chosen.reduce((sum, face) => sum + ground.areas[face]!, 0);
  const farms = people / FARM_PEOPLE;
  return chosen.flatMap((face) => {
    const inside = ground.insides[face]!;
    const part = farms * (ground.areas[face]! / total);
    const count = Math.max(1, Math.round(ground.areas[face]! / (HAMLET_SPACING_METRES * HAMLET_SPACING_METRES)));
    const hamlets = Array.from({ length: count }, (): Source => {
      const [x, y] = placeAnywhere(inside, random);
      const size = 0.3 + random.next() * random.next() * 2;
      return { x, y, radiusMetres: 120 + 110 * size, weight: size, peopleEach: FARM_PEOPLE, face };
    });
    const sum = hamlets.reduce((a, hamlet) => a + hamlet.weight, 0);
    for (const hamlet of hamlets) hamlet.weight *= (part * HAMLET_PART) / sum;
    const weight = part * (1 - HAMLET_PART);
    return [...hamlets, { x: 0, y: 0, radiusMetres: 0, weight, peopleEach: FARM_PEOPLE, face }];
  });
}

function placeAnywhere(inside: Inside, random: Random): [number, number] {
  for (;;) {
    const place = anywhere(inside, random);
    if (inside.contains(...place)) return place;
  }
}

/** A place for one building of a source, inside the source's face. */
function placeOne(source: Source, inside: Inside, random: Random): [number, number] {
  for (let i = 0; i < MANY_TRIES && source.radiusMetres > 0; i++) {
    const place = around(source, random);
    if (inside.contains(...place)) return place;
  }
  return placeAnywhere(inside, random);
}

/** The faces as ground to build on; parallel lists. */
interface Plots {
  faces: readonly Face[];
  insides: readonly Inside[];
  areas: readonly number[];
}

/** The buildings of a district, with exactly `people` in them. */
function settleDistrict(plots: Plots, district: string, people: number, random: Random): Buildings {
  const out: Buildings = { x: [], y: [], people: [], face: [] };
  const { faces, insides } = plots;
  const chosen = faces.flatMap((face, i) => (face.kind === 'town' && face.district === district ? [i] : []));
  const sources = townSources(faces).filter((source) => chosen.includes(source.face));
  const inTowns = sources.reduce((sum, source) => sum + source.weight * TOWN_HOUSE_PEOPLE, 0);
  sources.push(...countrySources(plots, chosen, Math.max(0, people - inTowns), random));
  const weights = sources.map((source) => source.weight);
  const counts = apportion(Math.round(people / PEOPLE_PER_BUILDING), weights);
  const sizes: number[] = [];
  sources.forEach((source, i) => {
    for (let k = 0; k < counts[i]!; k++) {
      const [x, y] = placeOne(source, insides[source.face]!, random);
      out.x.push(x);
      out.y.push(y);
      out.face.push(source.face);
      sizes.push(source.peopleEach * (0.5 + 1.5 * random.next() * random.next()));
    }
  });
  out.people = apportion(people, sizes, 1);
  return out;
}

/**
 * The buildings of the city: in towns, in hamlets and scattered, all on the land of town faces (so none in the river),
 * with exactly `peopleOf[district]` in each district.
 */
export function makeBuildings(
  mesh: PlanarMesh,
  faces: readonly Face[],
  peopleOf: ReadonlyMap<string, number>,
  random: Random,
): Buildings {
  const insides = faces.map((face) => insideOf(mesh, face.ring));
  const plots = { faces, insides, areas: faces.map((face) => faceArea(mesh, face.ring)) };
  const parts = [...peopleOf].map(([district, people]) => settleDistrict(plots, district, people, random));
  return {
    x: parts.flatMap((part) => part.x),
    y: parts.flatMap((part) => part.y),
    people: parts.flatMap((part) => part.people),
    face: parts.flatMap((part) => part.face),
  };
}

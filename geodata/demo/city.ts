import { readWuhu, type WuhuFiles } from '../cities/wuhu/files.ts';
import { dissolveRings } from '../dissolve.ts';
import { shapesFromMesh } from '../vertex-mesh.ts';
import type { CityModel, FlatShapes, PeoplePoints, Progress, ZoneRow } from '../model.ts';
import { areaSquareMetres, coordsBbox } from '../shapes.ts';
import { makeAreas } from './areas.ts';
import { makeCompounds } from './compounds.ts';
import { type Ground, makeGround } from './ground.ts';
import { countFaults, finishOutlines, type Outlines } from './outlines.ts';
import { makeZones, townDirections, type ZoneFace } from './partition.ts';
import { TOWNS } from './places.data.ts';
import { demoProvenance } from './provenance.ts';
import { makeRandom } from './random.ts';
import { makePeople } from './residents.ts';
import { giveToShores } from './shore.ts';
import { makeStations } from './stations.ts';
import { makeWarp } from './warp.ts';

/** What the city reports of itself, 2023. */
const COUNTS = { zones: 19_480, compounds: 1_614, stations: 780, neighbourhoodCentres: 6, dutyPeople: 31_260 };
/** The 15-minute circle of GB 50180-2018 that stations are set by. */
const RADIUS_METRES = 1000;
/** From this density on, people per m², a zone is part of the town. */
const TOWN_DENSITY = 1500 / 1e6;
/** Bends to try, the full one first; the last, none, cannot fail. */
const BENDS = [1, 0.6, 0.3, 0];
const STEPS = 5;

interface Divided {
  ground: Ground;
  zones: ZoneFace[];
  outlines: Outlines;
}

/** Zones in the order of their communities; the most strongly bent division whose outlines are all simple. */
function divide(wuhu: WuhuFiles, seed: number): Divided {
  for (const bend of BENDS) {
    const warp = makeWarp(seed, bend);
    const ground = makeGround(wuhu, warp, makeRandom(seed));
    const { mesh, atoms } = ground;
    const cutting = { mesh, atoms, directionsAt: townDirections(mesh, TOWNS, seed) };
    const cut = makeZones(cutting, ground, wuhu.divisions, COUNTS.zones);
    const unordered = finishOutlines(mesh, cut.map((zone) => zone.ring)); // prettier-ignore
    if (countFaults(unordered) > 0) continue;
    giveToShores(unordered.mesh, cut, unordered.rings);
    const order = cut.map((_, i) => i).sort((a, b) => compare(cut[a]!.community, cut[b]!.community) || a - b);
    const rings = order.map((i) => unordered.rings[i]!);
    return { ground, zones: order.map((i) => cut[i]!), outlines: { mesh: unordered.mesh, rings } };
  }
  throw new Error(`Seed ${seed} gives outlines that cross themselves even without a bend`);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function zoneRows({ zones }: Divided, people: PeoplePoints, shapes: FlatShapes): ZoneRow[] {
  const sums = new Int32Array(zones.length);
  for (let i = 0; i < people.people.length; i++) sums[people.zone[i]!]! += people.people[i]!;
  const numbers = new Map<string, number>();
  const kindOf = (zone: ZoneFace, i: number): ZoneRow['kind'] => {
    if (zone.kind === 'water') return 'water';
    if (sums[i]! === 0) return 'other';
    return sums[i]! / areaSquareMetres(shapes, i) >= TOWN_DENSITY ? 'residential' : 'rural';
  };
  return zones.map((zone, i): ZoneRow => {
    const number = (numbers.get(zone.community) ?? 0) + 1;
    numbers.set(zone.community, number);
    const code = `${zone.community}-${String(number).padStart(4, '0')}`;
    return { code, community: zone.community, compound: -1, people: sums[i]!, kind: kindOf(zone, i) };
  });
}

function waterOf({ zones, outlines }: Divided): FlatShapes {
  const rings = zones.flatMap((zone, i) => (zone.kind === 'water' ? [outlines.rings[i]!] : []));
  return shapesFromMesh(outlines.mesh, [dissolveRings(outlines.mesh, rings)]);
}

/** Lets others run: a second of work lies between two calls. */
async function pause(progress: Progress, done: number, step: string): Promise<void> {
  progress(done, STEPS, step);
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Wuhu as a demo city: real districts, names and codes; areas below the districts, zones, compounds, stations, people
 * and the river are generated, calibrated to what the city reports, and the same bytes for the same seed. Positions
 * are WGS-84 on the 1e-6° grid.
 */
export async function makeDemoCity(seed: number, progress: Progress = () => undefined): Promise<CityModel> {
  await pause(progress, 0, 'dividing the districts');
  const wuhu = readWuhu();
  const divided = divide(wuhu, seed);
  const { outlines, ground } = divided;
  await pause(progress, 1, 'settling the people');
  const zoneShapes = shapesFromMesh(outlines.mesh, outlines.rings.map((ring) => [[ring]])); // prettier-ignore
  const buildingsOf = divided.zones.map((zone) => [...zone.list].filter((i) => i < ground.buildings.people.length));
  const people = makePeople(zoneShapes, ground.buildings, buildingsOf);
  const zones = zoneRows(divided, people, zoneShapes);
  await pause(progress, 2, 'naming the compounds');
  const random = makeRandom(seed + 1);
  const groups = divided.zones.map((zone) => zone.group);
  const compounds = makeCompounds({ zones, groups, zoneShapes }, COUNTS.compounds, random);
  await pause(progress, 3, 'drawing the areas');
  const { areas, areaShapes } = makeAreas(outlines.mesh, wuhu.divisions, zones, outlines.rings);
  await pause(progress, 4, 'opening the stations');
  const plan = { total: COUNTS.stations, radiusMetres: RADIUS_METRES, ...COUNTS };
  const stations = makeStations({ areas, zones, compounds, people, groups }, plan, random);
  await pause(progress, STEPS, 'done');
  const { id, name, nameEn, timeZone } = wuhu.city;
  return {
    id,
    name,
    nameEn,
    timeZone,
    bbox: coordsBbox(zoneShapes.coords),
    synthetic: true,
    provenance: demoProvenance(wuhu.city, seed),
    areas,
    areaShapes,
    zones,
    zoneShapes,
    compounds,
    stations,
    people,
    water: waterOf(divided),
  };
}

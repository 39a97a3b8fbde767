import { labelPoint } from '../label.ts';
import type { FlatShapes, PeoplePoints } from '../model.ts';
import { contains } from '../shapes.ts';
import type { Buildings } from './buildings.ts';
import { toLat, toLng } from './frame.ts';

/** Steps towards a zone's middle that a building makes when the bend of an outline has left it outside. */
const STEPS = 12;

const onGrid = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** The building's place on the 1e-6° grid if its zone holds it, else the nearest step towards the zone's middle that is. */
function settle(shapes: FlatShapes, zone: number, lng: number, lat: number): [number, number] {
  if (contains(shapes, zone, lng, lat)) return [lng, lat];
  const [middleLng, middleLat] = labelPoint(shapes, zone);
  for (let step = 1; step < STEPS; step++) {
    const t = step / STEPS;
    const place: [number, number] = [onGrid(lng + t * (middleLng - lng)), onGrid(lat + t * (middleLat - lat))];
    if (contains(shapes, zone, ...place)) return place;
  }
  return [onGrid(middleLng), onGrid(middleLat)];
}

/** People points ordered by zone, every one inside its zone; `buildingsOf[zone]` are indices into the buildings. */
export function makePeople(shapes: FlatShapes, buildings: Buildings, buildingsOf: readonly number[][]): PeoplePoints {
  const count = buildings.people.length;
  const points = { lngLat: new Float64Array(2 * count), people: new Uint16Array(count), zone: new Uint32Array(count) };
  const housed = buildingsOf.reduce((sum, list) => sum + list.length, 0);
  if (housed !== count) throw new Error(`${count} buildings, ${housed} of them in a zone`);
  let at = 0;
  buildingsOf.forEach((list, zone) => {
    for (const building of list) {
      const place = settle(shapes, zone, toLng(buildings.x[building]!), toLat(buildings.y[building]!));
      points.lngLat.set(place, 2 * at);
      points.people[at] = buildings.people[building]!;
      points.zone[at++] = zone;
    }
  });
  return points;
}

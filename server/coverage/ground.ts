import { makePlane, projectPairs, type Plane } from '../../geodata/crs/plane.ts';
import type { FlatShapes } from '../../geodata/model.ts';
import type { AreaLevel } from '../contract/city.ts';
import { noArea } from './engine/area-sums.ts';
import type { PlanarPeople } from './engine/people-cover.ts';
import type { PlanarShapes } from './engine/planar-shapes.ts';
import type { CityInput } from './thread-api.ts';

/** One version of a city on its plane: what all radii share. Metres, on Turf's sphere. */
export interface Ground {
  input: CityInput;
  plane: Plane;
  zones: PlanarShapes;
  areas: PlanarShapes;
  people: PlanarPeople;
  /** For each level, the index in `areas` of the area of that level that holds each zone; `noArea` where none does. */
  areaOfZone: Record<AreaLevel, Uint32Array>;
}

const planar = (plane: Plane, shapes: FlatShapes): PlanarShapes => ({
  ...shapes,
  coords: projectPairs(plane, shapes.coords),
});

function middle(coords: Float64Array): [number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < coords.length; i += 2) {
    west = Math.min(west, coords[i]!);
    east = Math.max(east, coords[i]!);
    south = Math.min(south, coords[i + 1]!);
    north = Math.max(north, coords[i + 1]!);
  }
  return west > east ? [0, 0] : [(west + east) / 2, (south + north) / 2];
}

/** Area of `level` above each zone, by walking up from its community. */
function areasAbove({ areas, zoneCommunity }: CityInput, level: AreaLevel): Uint32Array {
  const above = areas.map((_, start) => {
    let index = start;
    while (index >= 0 && areas[index]!.level !== level) index = areas[index]!.parent;
    return index < 0 ? noArea : index;
  });
  return zoneCommunity.map((community) => above[community]!);
}

/** Projects a city onto the plane around the middle of its zones. */
export function makeGround(input: CityInput): Ground {
  const [lng, lat] = middle(input.zoneShapes.coords);
  const plane = makePlane(lng, lat);
  const { lngLat, people, zone } = input.people;
  return {
    input,
    plane,
    zones: planar(plane, input.zoneShapes),
    areas: planar(plane, input.areaShapes),
    people: { xy: projectPairs(plane, lngLat), people, zone },
    areaOfZone: {
      city: areasAbove(input, 'city'),
      district: areasAbove(input, 'district'),
      street: areasAbove(input, 'street'),
      community: areasAbove(input, 'community'),
    },
  };
}

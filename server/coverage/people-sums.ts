import { noArea } from './engine/area-sums.ts';

const names = ['people', 'straight', 'straightTwice', 'walk', 'walkTwice', 'stranded'] as const;

/** People by zone or by area: all; within the metres of one and of two stations by straight line and by walking; of none. */
export type PeopleSums = Record<(typeof names)[number], Float64Array>;

export const peopleSums = (count: number): PeopleSums =>
  Object.fromEntries(names.map((name) => [name, new Float64Array(count)])) as PeopleSums;

/** Sums zones by area: `areaOfZone[zone]` is an area's index below `areas`, or `noArea`. */
export function sumZones(zones: PeopleSums, areaOfZone: Uint32Array, areas: number): PeopleSums {
  const sums = peopleSums(areas);
  for (const name of names)
    areaOfZone.forEach((area, zone) => {
      if (area !== noArea) sums[name][area]! += zones[name][zone]!;
    });
  return sums;
}

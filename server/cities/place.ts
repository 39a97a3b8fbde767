import { ProblemError } from '../http/problem.ts';
import type { AreaLevel } from '../contract/city.ts';
import type { Locate } from './locate.ts';

/** Where a position stands: zone index, and the codes of the areas above it. */
export interface Place {
  zone: number;
  community: string;
  street: string;
  district: string;
}

interface AreaLink {
  code: string;
  level: AreaLevel;
  /** Code of the area that holds it. */
  parent: string | null;
}

/**
 * Index of the area of `level` that holds each area (itself where it is of that level); -1 where none does, as for the
 * district of a city. Throws a RangeError where a parent's code is unknown.
 */
export function ancestors(areas: readonly AreaLink[], level: AreaLevel): Int32Array {
  const byCode = new Map(areas.map((a, index) => [a.code, index]));
  return Int32Array.from(areas, (_, start) => {
    let index = start;
    while (areas[index]!.level !== level) {
      const { parent } = areas[index]!;
      if (parent === null) return -1;
      const above = byCode.get(parent);
      if (above === undefined) throw new RangeError(`no area has the code ${parent}`);
      index = above;
    }
    return index;
  });
}

/**
 * The way from a position (`lng, lat`) to its place; it throws `position-outside-city`. `zoneCommunity` holds each
 * zone's community as an index of `areas`.
 */
export function makePlaceOf(
  areas: readonly AreaLink[],
  zoneCommunity: ArrayLike<number>,
  locate: Locate,
): (position: readonly [number, number]) => Place {
  const streets = ancestors(areas, 'street');
  const districts = ancestors(areas, 'district');
  const codeOf = (index: number): string => areas[index]?.code ?? '';
  return ([lng, lat]) => {
    const zone = locate(lng, lat);
    if (zone < 0) throw new ProblemError('position-outside-city', `${lng}, ${lat}`);
    const community = zoneCommunity[zone]!;
    return {
      zone,
      community: codeOf(community),
      street: codeOf(streets[community]!),
      district: codeOf(districts[community]!),
    };
  };
}

import type { MultiPolygon, Polygon } from 'geojson';
import type { Area, Zone } from '../contract/city.ts';
import type { Bbox } from '../contract/geo.ts';
import { geometryOf } from '../../geodata/shapes.ts';
import type { CityGeometry } from '../cities/geometry.ts';
import { ProblemError } from '../http/problem.ts';
import { interiorPoint } from './interior-point.ts';

/** RFC 7946. */
export interface WithGeometry {
  geometry: Polygon | MultiPolygon;
}

/** The area with its outline; throws `area-unknown`. */
export function presentArea(city: CityGeometry, code: string): Area & WithGeometry {
  const index = city.areaByCode.get(code);
  if (index === undefined) throw new ProblemError('area-unknown', code);
  return { ...city.areas[index]!, geometry: geometryOf(city.areaShapes, index) };
}

/** Index of the zone that `indexOrCode` names (digits alone are an index: a code has a hyphen); throws `zone-unknown`. */
export function zoneIndex(city: CityGeometry, indexOrCode: string): number {
  const index = /^\d{1,9}$/.test(indexOrCode) ? Number(indexOrCode) : city.zoneByCode.get(indexOrCode);
  if (index === undefined || index >= city.zones.length) throw new ProblemError('zone-unknown', indexOrCode);
  return index;
}

export const zoneBox = (city: CityGeometry, index: number): Bbox =>
  Array.from(city.zoneBoxes.subarray(4 * index, 4 * index + 4)) as Bbox;

/** A zone as the contract shows it; `compound` is the code of the compound that it belongs to. */
export function presentZone(city: CityGeometry, index: number, compound: string | null): Zone {
  const zone = city.zones[index]!;
  const box = zoneBox(city, index);
  return {
    index,
    code: zone.code,
    kind: zone.kind,
    community: city.areas[city.zoneCommunity[index]!]!.code,
    street: city.areas[city.zoneStreet[index]!]!.code,
    district: city.areas[city.zoneDistrict[index]!]!.code,
    compound,
    people: zone.people,
    areaM2: zone.areaM2,
    label: interiorPoint(city.zoneShapes, index, box),
    bbox: box,
    synthetic: city.zonesSynthetic,
  };
}

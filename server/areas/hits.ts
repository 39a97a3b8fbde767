import type { SearchHit } from '../contract/city.ts';
import type { CityGeometry } from '../cities/geometry.ts';
import { interiorPoint } from './interior-point.ts';
import { zoneBox } from './present.ts';
import type { Found } from './search.ts';

/** Names of an area and of those that hold it, from the district down. */
function namesDownTo(city: CityGeometry, code: string): string[] {
  const names: string[] = [];
  for (let index = city.areaByCode.get(code); index !== undefined;) {
    const area = city.areas[index]!;
    if (area.level !== 'city') names.unshift(area.name);
    index = area.parent === null ? undefined : city.areaByCode.get(area.parent);
  }
  return names;
}

/**
 * What was found, as the contract shows it: with the areas around it and the place to look at. Undefined where these
 * areas do not hold it, since a new version of the city came between.
 */
export function presentHit(city: CityGeometry, found: Found): SearchHit | undefined {
  const { kind, id, name, name_en: nameEn, lng, lat } = found;
  const names = namesDownTo(city, found.area);
  const base = { kind, id, name, nameEn };
  const area = city.areas[city.areaByCode.get(id) ?? -1];
  if (area?.level === kind) return { ...base, within: names.slice(0, -1), position: area.label, bbox: area.bbox };
  const zone = kind === 'zone' ? city.zoneByCode.get(id) : undefined;
  if (zone !== undefined) {
    const bbox = zoneBox(city, zone);
    return { ...base, within: names, position: interiorPoint(city.zoneShapes, zone, bbox), bbox };
  }
  if (lng === null || lat === null) return undefined;
  return { ...base, within: names, position: [lng, lat], bbox: null };
}

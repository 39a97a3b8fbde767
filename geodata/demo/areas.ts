import type { Divisions } from '../cities/wuhu/files.ts';
import { dissolveRings } from '../dissolve.ts';
import { type Mesh, shapesFromMesh } from '../vertex-mesh.ts';
import { labelPoint } from '../label.ts';
import type { AreaRow, FlatShapes, ZoneRow } from '../model.ts';
import type { Ring } from './mesh.ts';

type Polygons = number[][][];

const blank = { label: [0, 0] as [number, number], people: 0 };

/** All areas, the city first, then its districts, streets and communities, each level in the order of its codes. */
function rowsOf(divisions: Divisions): AreaRow[] {
  const { city, districts, streets, communities } = divisions;
  return [
    { ...city, ...blank, level: 'city', parent: null },
    ...districts.map((row): AreaRow => ({ ...row, ...blank, level: 'district', parent: city.code })),
    ...streets.map(({ district, ...row }): AreaRow => ({ ...row, ...blank, level: 'street', parent: district })),
    ...communities.map(({ street, ...row }): AreaRow => ({ ...row, ...blank, level: 'community', parent: street })),
  ];
}

/** Areas as unions of zones: communities of theirs, and every other area of the areas that it is the parent of. */
export function makeAreas(
  mesh: Mesh,
  divisions: Divisions,
  zones: readonly ZoneRow[],
  rings: readonly Ring[],
): { areas: AreaRow[]; areaShapes: FlatShapes } {
  const areas = rowsOf(divisions);
  const parts = new Map<string, Ring[]>(areas.map((area) => [area.code, []]));
  const byCode = new Map(areas.map((area) => [area.code, area]));
  zones.forEach((zone, i) => {
    parts.get(zone.community)!.push(rings[i]!);
    byCode.get(zone.community)!.people += zone.people;
  });
  const polygons: Polygons[] = [];
  // Communities stand last and the city first, so that every area is whole before its parent needs it.
  for (let i = areas.length - 1; i >= 0; i--) {
    const area = areas[i]!;
    polygons[i] = dissolveRings(mesh, parts.get(area.code)!);
    if (area.parent === null) continue;
    parts.get(area.parent)!.push(...polygons[i]!.flat());
    byCode.get(area.parent)!.people += area.people;
  }
  const areaShapes = shapesFromMesh(mesh, polygons);
  const labelled = areas.map((area, i) => ({ ...area, label: labelPoint(areaShapes, i) }));
  return { areas: labelled, areaShapes };
}

import type { Insertable } from 'kysely';
import { areaSquareMetres } from '../../geodata/shapes.ts';
import type { AreaLevel, CityModel, Provenance } from '../../geodata/model.ts';
import type { AreaTable, CompoundTable, StationTable, ZoneTable } from '../db/schema.ts';
import { seededStationId } from './import-ids.ts';
import type { Place } from './place.ts';
import { spell } from './spelling.ts';

/** Layer of the model whose provenance tells about the areas of a level; the city's outline is that of its districts. */
const layerOfLevel: Record<AreaLevel, string> = {
  city: 'districts',
  district: 'districts',
  street: 'streets',
  community: 'communities',
};

/** Whether a layer is generated. A layer without provenance counts as generated: nothing may pass for fact unproved. */
export const isSynthetic = (provenance: Provenance[], layer: string): boolean =>
  provenance.find((p) => p.layer === layer)?.synthetic ?? true;

export const areaRows = (model: CityModel): Insertable<AreaTable>[] =>
  model.areas.map((a, index) => ({
    city_id: model.id,
    index,
    code: a.code,
    level: a.level,
    parent: a.parent,
    name: a.name,
    name_en: a.nameEn,
    ...spell(a.name),
    label_lng: a.label[0],
    label_lat: a.label[1],
    people: a.people,
    area_m2: areaSquareMetres(model.areaShapes, index),
    synthetic: isSynthetic(model.provenance, layerOfLevel[a.level]),
  }));

/** Index of each area by its code; throws a RangeError at a code that no area has. */
function areaIndexOf(model: CityModel): (code: string) => number {
  const byCode = new Map(model.areas.map((a, index) => [a.code, index]));
  return (code) => {
    const index = byCode.get(code);
    if (index === undefined) throw new RangeError(`${model.id}: no area has the code ${code}`);
    return index;
  };
}

export function zoneRows(model: CityModel): Insertable<ZoneTable>[] {
  const areaIndex = areaIndexOf(model);
  return model.zones.map((z, index) => ({
    city_id: model.id,
    index,
    code: z.code,
    kind: z.kind,
    community: areaIndex(z.community),
    compound: z.compound < 0 ? null : z.compound,
    people: z.people,
    area_m2: areaSquareMetres(model.zoneShapes, index),
  }));
}

export function compoundRows(model: CityModel): Insertable<CompoundTable>[] {
  const areaIndex = areaIndexOf(model);
  return model.compounds.map((c, index) => ({
    city_id: model.id,
    index,
    code: c.code,
    name: c.name,
    name_en: c.nameEn,
    ...spell(c.name),
    community: areaIndex(c.community),
    lng: c.position[0],
    lat: c.position[1],
    people: c.people,
  }));
}

/** The stations that come with the city, in service, at version 1 and before every event (`seq` 0). */
export const stationRows = (
  model: CityModel,
  placeOf: (position: [number, number]) => Place,
): Insertable<StationTable>[] =>
  model.stations.map((s) => ({
    id: seededStationId(model.id, s.code),
    city_id: model.id,
    code: s.code,
    kind: s.kind,
    name: s.name,
    name_en: s.nameEn,
    ...spell(s.name),
    lng: s.position[0],
    lat: s.position[1],
    ...placeOf(s.position),
    hours: JSON.stringify(s.hours),
    duty_name: s.dutyTeam.name,
    duty_people: s.dutyTeam.people,
    open: true,
    synthetic: isSynthetic(model.provenance, 'stations'),
    seq: 0,
    version: 1,
  }));

import type { CityModel } from '../../geodata/model.ts';
import type { CityInput, StationDisc } from '../../server/coverage/thread-api.ts';

/** What the coverage thread would be told of a city model. */
export function coverageInputOf(model: CityModel): CityInput {
  const indexOf = new Map(model.areas.map((a, i) => [a.code, i]));
  return {
    cityId: model.id,
    version: 1,
    areas: model.areas.map(({ code, level, parent }) => ({
      code,
      level,
      parent: parent === null ? -1 : indexOf.get(parent)!,
    })),
    areaShapes: model.areaShapes,
    zoneShapes: model.zoneShapes,
    zoneCommunity: Uint32Array.from(model.zones, (z) => indexOf.get(z.community)!),
    people: model.people,
  };
}

export const discsOf = (model: CityModel): StationDisc[] =>
  model.stations.map(({ code, position: [lng, lat] }) => ({ id: code, lng, lat, open: true }));

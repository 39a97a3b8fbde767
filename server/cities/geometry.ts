import type { CityModel, FlatShapes, PeoplePoints, ZoneRow } from '../../geodata/model.ts';
import type { Area } from '../contract/city.ts';
import type { Locate } from './locate.ts';
import { ancestors, makePlaceOf, type Place } from './place.ts';

export interface ZoneInfo {
  index: number;
  code: string;
  kind: ZoneRow['kind'];
  /** Index of the community in `areas`. */
  community: number;
  /** Index of the compound in the table `compound`; null where it belongs to none. */
  compound: number | null;
  people: number;
  areaM2: number;
}

/** What is stored of one version of a city, with the index over its zones. */
export interface StoredCity {
  cityId: string;
  version: number;
  /** See `editionOf`. */
  edition: string;
  bbox: CityModel['bbox'];
  /** True where any layer is generated; `zonesSynthetic`: the zones are. */
  synthetic: boolean;
  zonesSynthetic: boolean;
  areas: Area[];
  zones: ZoneInfo[];
  /** Features by the index of `areas` and `zones`; one feature for each water body. */
  areaShapes: FlatShapes;
  zoneShapes: FlatShapes;
  water: FlatShapes;
  people: PeoplePoints;
  /** `[west, south, east, north]` × zones, degrees. */
  zoneBoxes: Float64Array;
  /** Index of the zone at (lng, lat), or -1; a shared edge belongs to the lower index. */
  locate: Locate;
}

/** What the coverage thread needs to know of a city. */
export interface CoverageInput {
  cityId: string;
  version: number;
  /** `parent` is an index of the same array, -1 for the city. */
  areas: { code: string; level: Area['level']; parent: number }[];
  areaShapes: FlatShapes;
  zoneShapes: FlatShapes;
  zoneCommunity: Uint32Array;
  people: PeoplePoints;
}

/**
 * One version of a city's areas in memory. Nothing in it ever changes: a new version is a new object. Shapes, people and
 * the zones' area indices lie over shared memory, so that posting them to a thread copies nothing.
 */
export interface CityGeometry extends StoredCity {
  /** Index in `areas` of the community, street and district of each zone. */
  zoneCommunity: Uint32Array;
  zoneStreet: Uint32Array;
  zoneDistrict: Uint32Array;
  areaByCode: ReadonlyMap<string, number>;
  zoneByCode: ReadonlyMap<string, number>;
  /** Zone index and area codes of `[lng, lat]`; throws `position-outside-city`. */
  placeOf: (position: readonly [number, number]) => Place;
  coverageInput: () => CoverageInput;
}

const sharedIndices = (values: readonly number[]): Uint32Array => {
  const indices = new Uint32Array(new SharedArrayBuffer(4 * values.length));
  indices.set(values);
  return indices;
};

const indexByCode = (rows: readonly { code: string }[]): Map<string, number> =>
  new Map(rows.map((row, index) => [row.code, index]));

/** Adds to what is stored what follows from it. Throws a RangeError where a parent's code is unknown. */
export function makeCityGeometry(stored: StoredCity): CityGeometry {
  const { areas, zones, zoneShapes, locate } = stored;
  const zoneCommunity = sharedIndices(zones.map((z) => z.community));
  const [streets, districts] = [ancestors(areas, 'street'), ancestors(areas, 'district')];
  const areaByCode = indexByCode(areas);
  return {
    ...stored,
    zoneCommunity,
    zoneStreet: sharedIndices(zones.map((z) => streets[z.community]!)),
    zoneDistrict: sharedIndices(zones.map((z) => districts[z.community]!)),
    areaByCode,
    zoneByCode: indexByCode(zones),
    placeOf: makePlaceOf(areas, zoneCommunity, locate),
    coverageInput: () => ({
      cityId: stored.cityId,
      version: stored.version,
      areas: areas.map(({ code, level, parent }) => ({
        code,
        level,
        parent: parent === null ? -1 : (areaByCode.get(parent) ?? -1),
      })),
      areaShapes: stored.areaShapes,
      zoneShapes,
      zoneCommunity,
      people: stored.people,
    }),
  };
}

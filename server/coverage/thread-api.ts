import type { FlatShapes, PeoplePoints } from '../../geodata/model.ts';
import type { AreaLevel } from '../contract/city.ts';
import type { CoverageRow, CoverageSummary, ZoneCoverage } from '../contract/coverage.ts';

/** What the coverage thread is told of a city, once for each version. The arrays lie over shared memory. */
export interface CityInput {
  cityId: string;
  version: number;
  areas: { code: string; level: AreaLevel; parent: number }[];
  areaShapes: FlatShapes;
  zoneShapes: FlatShapes;
  /** Index of each zone's community in `areas`. */
  zoneCommunity: Uint32Array;
  people: PeoplePoints;
}

export interface StationDisc {
  id: string;
  lng: number;
  lat: number;
  open: boolean;
}

/** What one change of stations did to the live circles. Parallel arrays over the zones that changed. */
export interface Change {
  fromSeq: number;
  summary: CoverageSummary;
  zones: Uint32Array;
  share: Uint16Array;
  circles: Uint8Array;
  areas: CoverageRow[];
}

/** Figures of the part of an area that no circle reaches. */
export interface UncoveredProperties {
  area: string;
  radiusMetres: number;
  seq: number;
  areaM2: number;
  uncoveredM2: number;
  people: number;
  uncoveredPeople: number;
}

/** Calls into the coverage thread; answered in the order asked. Radii are metres. */
export interface CoverageThread {
  open: (city: CityInput, stations: StationDisc[], seq: number) => void;
  apply: (cityId: string, changes: StationDisc[], seq: number) => Change;
  summary: (cityId: string, radiusMetres: number) => CoverageSummary;
  rows: (cityId: string, radiusMetres: number) => CoverageRow[];
  /** `encodeZoneCells` of the contract. */
  cells: (cityId: string, radiusMetres: number) => Uint8Array;
  zone: (cityId: string, radiusMetres: number, zone: number) => ZoneCoverage;
  /**
   * GeoJSON in UTF-8: a feature with the MultiPolygon that no circle reaches and `UncoveredProperties`. Bytes, because a
   * city's outline as objects would hold the main thread for tens of milliseconds.
   */
  uncovered: (cityId: string, radiusMetres: number, area: number) => Promise<Uint8Array>;
  /** GeoJSON in UTF-8: a polygon with the property `station` (its id) for each station in service. */
  circles: (cityId: string, radiusMetres: number) => Uint8Array;
}

/**
 * What a city is made of, in memory: the one shape that every source of a city (the demo generator, a grid over a
 * boundary, later an import) fills, and the one that the server stores. Positions are `lng, lat`, WGS-84, degrees.
 */

/** Where a layer comes from; shown to people, so it is written in full. */
export interface Provenance {
  /** Layer name: `districts`, `streets`, `communities`, `zones`, `compounds`, `stations`, `people`, `water`. */
  layer: string;
  /** Title, publisher and version of the source, or the generator and its seed. */
  source: string;
  licence: string;
  /** ISO date of the source's content, e.g. `2020-12-31`. */
  date: string;
  /** Coordinate system as delivered, e.g. `GCJ-02`; the stored one is always WGS-84. */
  sourceCrs: string;
  /** True where the layer is generated: it must never be shown as fact. */
  synthetic: boolean;
  note?: string;
}

/**
 * Polygons as flat arrays (they cross threads and the database without a copy per feature).
 * `coords`: `[lng, lat] × points`, every ring closed (first point repeated), exterior rings counter-clockwise and holes
 * clockwise (RFC 7946). Feature `f` owns polygons `featureStart[f] … featureStart[f+1]`, polygon `p` rings
 * `polygonStart[p] … polygonStart[p+1]` (first is the exterior), ring `r` points `ringStart[r] … ringStart[r+1]`.
 */
export interface FlatShapes {
  coords: Float64Array;
  ringStart: Uint32Array;
  polygonStart: Uint32Array;
  featureStart: Uint32Array;
}

export type AreaLevel = 'city' | 'district' | 'street' | 'community';

/** An area of the four-level hierarchy. Its index in the array is its feature in `areaShapes`. */
export interface AreaRow {
  /** Statistical code, unique in the city: 4 (city), 6, 9 or 12 digits; made-up codes of a grid city start with `x`. */
  code: string;
  level: AreaLevel;
  /** Code of the area that holds it; `null` for the city. */
  parent: string | null;
  name: string;
  /** English or pinyin name, for the English interface. */
  nameEn: string;
  /** A point inside the area for its label. */
  label: [number, number];
  people: number;
}

/** A responsibility zone 网格责任区; its index is its feature in `zoneShapes` and its id in tiles and typed arrays. */
export interface ZoneRow {
  /** Community code, `-`, four digits: `340202001001-0007`. */
  code: string;
  community: string;
  /** Index into `compounds`, or -1. */
  compound: number;
  people: number;
  kind: 'residential' | 'rural' | 'other' | 'water';
}

export interface CompoundRow {
  code: string;
  name: string;
  nameEn: string;
  community: string;
  position: [number, number];
  people: number;
}

export type StationKind = 'vanguard' | 'centre' | 'neighbourhood';

/** Open from `from` to `to` (`HH:MM`, city time; `24:00` is the day's end) on ISO weekdays `days` (1 = Monday). */
export interface OpeningHours {
  days: number[];
  from: string;
  to: string;
}

export interface StationSeed {
  code: string;
  kind: StationKind;
  name: string;
  nameEn: string;
  community: string;
  position: [number, number];
  hours: OpeningHours[];
  dutyTeam: { name: string; people: number };
}

/** People at buildings. Parallel arrays: `lngLat` is `[lng, lat] × n`, `people` and `zone` (zone index) have length n. */
export interface PeoplePoints {
  lngLat: Float64Array;
  people: Uint16Array;
  zone: Uint32Array;
}

export interface CityModel {
  id: string;
  name: string;
  nameEn: string;
  /** IANA time zone, e.g. `Asia/Shanghai`. */
  timeZone: string;
  /** `[west, south, east, north]`, degrees. */
  bbox: [number, number, number, number];
  /** True when any layer is generated. */
  synthetic: boolean;
  provenance: Provenance[];
  areas: AreaRow[];
  areaShapes: FlatShapes;
  zones: ZoneRow[];
  zoneShapes: FlatShapes;
  compounds: CompoundRow[];
  stations: StationSeed[];
  people: PeoplePoints;
  /** Water bodies to draw (one feature each); empty where none is known. */
  water: FlatShapes;
}

/** Called while a city is being made: `done` of `total` steps, and the step's name in English. */
export type Progress = (done: number, total: number, step: string) => void;

import { readFileSync } from 'node:fs';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import type { Provenance } from '../../model.ts';

/** `divisions.json`: what the statistics bureau lists, filed under the districts as they have been since 2020. */
export interface Divisions {
  city: NamedCode;
  districts: NamedCode[];
  /** `code` is the bureau's (its first six digits may name a development zone); `district` is where the street lies. */
  streets: (NamedCode & { district: string })[];
  communities: (NamedCode & { street: string })[];
}

export interface NamedCode {
  code: string;
  name: string;
  nameEn: string;
}

/** `city.json`: what the city is called, who lives in it, and where each layer comes from. */
export interface CityFile {
  id: string;
  name: string;
  nameEn: string;
  timeZone: string;
  crs: 'WGS-84';
  /** The line that has to stand below a map of the real layers. */
  attribution: string;
  /** Units of 10,000 people, by district code. */
  people: { unit: 10000; year: number; source: string; districts: Record<string, number> };
  provenance: Provenance[];
  /** What was repaired in the boundaries. */
  repairs: string[];
}

export type DistrictCollection = FeatureCollection<Polygon | MultiPolygon, NamedCode>;

export interface WuhuFiles {
  city: CityFile;
  divisions: Divisions;
  districts: DistrictCollection;
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** The three files beside this one, as `derive.ts` wrote them. */
export function readWuhu(): WuhuFiles {
  return {
    city: read('city.json') as CityFile,
    divisions: read('divisions.json') as Divisions,
    districts: read('districts.geojson') as DistrictCollection,
  };
}

import { z } from 'zod';
import {
  areaSchema,
  citySchema,
  searchHitSchema,
  zoneSchema,
  type Area,
  type City,
} from '../../server/contract/city.ts';
import { areaGeometrySchema, type Position } from '../../server/contract/geo.ts';
import type { Http } from './http.ts';
import { rowOf } from './rows.ts';

const citiesSchema = z.object({ cities: z.array(citySchema) });
const areasSchema = z.object({ areas: z.array(rowOf<Area>('code')) });
const areaShapeSchema = areaSchema.extend({ geometry: areaGeometrySchema });
const zoneShapeSchema = zoneSchema.extend({ geometry: areaGeometrySchema });
const hitsSchema = z.object({ hits: z.array(searchHitSchema) });
const atSchema = z.object({ zone: zoneSchema });

export type AreaShape = z.infer<typeof areaShapeSchema>;
export type ZoneShape = z.infer<typeof zoneShapeSchema>;

const under = (city: string): string => `/cities/${encodeURIComponent(city)}`;

export const fetchCities = async (http: Http, signal?: AbortSignal) =>
  (await http.json('/cities', citiesSchema, signal)).cities;

/** All areas of the city, of the four levels. */
export const fetchAreas = async (http: Http, city: string, signal?: AbortSignal) =>
  (await http.json(`${under(city)}/areas`, areasSchema, signal)).areas;

export const fetchAreaShape = (http: Http, city: string, code: string, signal?: AbortSignal): Promise<AreaShape> =>
  http.json(`${under(city)}/areas/${encodeURIComponent(code)}`, areaShapeSchema, signal);

/** A zone by its index or code, with its outline. */
export const fetchZone = (http: Http, city: string, key: string, signal?: AbortSignal): Promise<ZoneShape> =>
  http.json(`${under(city)}/zones/${encodeURIComponent(key)}`, zoneShapeSchema, signal);

/** The zone at `[lng, lat]`; an `ApiError` `position-outside-city` where there is none. */
export const fetchZoneAt = async (http: Http, city: string, [lng, lat]: Position, signal?: AbortSignal) =>
  (await http.json(`${under(city)}/at?lng=${lng}&lat=${lat}`, atSchema, signal)).zone;

export const fetchHits = async (http: Http, city: string, query: string, signal?: AbortSignal) =>
  (await http.json(`${under(city)}/search?limit=12&q=${encodeURIComponent(query)}`, hitsSchema, signal)).hits;

/** How many zones `fetchZonesOf` gives at most: the server's limit for one search. */
export const zonesListed = 50;

/** The first zones of a community, by code: a zone's code is the community's, a hyphen and four digits. */
export async function fetchZonesOf(http: Http, city: string, community: string, signal?: AbortSignal) {
  const path = `${under(city)}/search?limit=${zonesListed}&q=${encodeURIComponent(`${community}-0`)}`;
  const { hits } = await http.json(path, hitsSchema, signal);
  return hits.filter((h) => h.kind === 'zone').sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Switches the demo feed on or off. */
export const switchFeed = (http: Http, city: string, running: boolean): Promise<City> =>
  http.send({ method: 'PUT', path: `${under(city)}/feed`, body: { running } }, citySchema);

import type { Kysely } from 'kysely';
import { scopeOf } from '../contract/scope.ts';
import { z } from 'zod';
import { areaLevelSchema, areaSchema, cityIdSchema, searchHitSchema, zoneSchema } from '../contract/city.ts';
import { areaGeometrySchema, queryDegrees } from '../contract/geo.ts';
import type { CityGeometries } from '../cities/geometries.ts';
import type { CityGeometry } from '../cities/geometry.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { geometryOf } from '../../geodata/shapes.ts';
import { presentHit } from './hits.ts';
import { presentArea, presentZone, zoneIndex } from './present.ts';
import { search } from './search.ts';
import { readCompoundCode } from './store.ts';

export interface AreaDeps {
  db: Kysely<Database>;
  geometries: CityGeometries;
}

const params = z.object({ city: cityIdSchema });
const geometry = { geometry: areaGeometrySchema };

const written = new WeakMap<CityGeometry, Buffer>();
/** The answer with every area: it is the same for everybody while the city's version is, and takes long to write. */
function allAreas(city: CityGeometry): Buffer {
  const known = written.get(city) ?? Buffer.from(JSON.stringify({ areas: city.areas }));
  written.set(city, known);
  return known;
}

const areaReads = ({ geometries }: AreaDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/areas',
      access: 'city.read',
      id: 'listAreas',
      summary: 'Areas of a city, of one level or in one area, without their outlines',
      params,
      query: z.strictObject({ level: areaLevelSchema.optional(), parent: z.string().max(20).optional() }),
      answer: { schema: z.object({ areas: z.array(areaSchema) }) },
      problems: ['city-unknown', 'area-unknown', 'input-invalid'],
    },
    async ({ params: { city }, query: { level, parent }, res }) => {
      const geometry = await geometries.of(city);
      const { areas, areaByCode } = geometry;
      if (level === undefined && parent === undefined) return res.type('json').send(allAreas(geometry));
      if (parent !== undefined && !areaByCode.has(parent)) throw new ProblemError('area-unknown', parent);
      return {
        areas: areas.filter(
          (a) => (level === undefined || a.level === level) && (parent === undefined || a.parent === parent),
        ),
      };
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/areas/:code',
      access: 'city.read',
      id: 'getArea',
      summary: 'One area with its outline',
      params: params.extend({ code: z.string().max(20) }),
      answer: { schema: areaSchema.extend(geometry) },
      problems: ['city-unknown', 'area-unknown'],
    },
    async ({ params: { city, code } }) => presentArea(await geometries.of(city), code),
  ),
];

const zoneReads = ({ db, geometries }: AreaDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/zones/:zone',
      access: 'city.read',
      id: 'getZone',
      summary: 'One responsibility zone, by index or code, with its outline',
      params: params.extend({ zone: z.string().max(40) }),
      answer: { schema: zoneSchema.extend(geometry) },
      problems: ['city-unknown', 'zone-unknown'],
    },
    async ({ params: { city: id, zone } }) => {
      const city = await geometries.of(id);
      const index = zoneIndex(city, zone);
      const compound = await readCompoundCode(db, city, index);
      return { ...presentZone(city, index, compound), geometry: geometryOf(city.zoneShapes, index) };
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/at',
      access: 'city.read',
      id: 'getZoneAt',
      summary: 'The responsibility zone at a position',
      params,
      query: z.strictObject({ lng: queryDegrees(180), lat: queryDegrees(90) }),
      answer: { schema: z.object({ zone: zoneSchema }) },
      problems: ['city-unknown', 'input-invalid', 'position-outside-city'],
    },
    async ({ params: { city: id }, query: { lng, lat } }) => {
      const city = await geometries.of(id);
      const { zone } = city.placeOf([lng, lat]);
      return { zone: presentZone(city, zone, await readCompoundCode(db, city, zone)) };
    },
  ),
];

const searchRoute = ({ db, geometries }: AreaDeps): Route =>
  route(
    {
      method: 'get',
      path: '/cities/:city/search',
      access: 'city.read',
      id: 'search',
      summary: 'Areas, compounds, stations, zones and whistles by Chinese name, pinyin, initials, English name or code',
      params,
      query: z.strictObject({
        q: z.string().trim().min(1).max(60),
        limit: z.coerce.number().int().min(1).max(50).default(10),
      }),
      answer: { schema: z.object({ hits: z.array(searchHitSchema) }) },
      problems: ['city-unknown', 'input-invalid'],
    },
    async ({ params: { city: id }, query, subject }) => {
      const city = await geometries.of(id);
      return {
        hits: (await search(db, id, scopeOf(subject, id), query)).flatMap((found) => presentHit(city, found) ?? []),
      };
    },
  );

export const areaRoutes = (deps: AreaDeps): Route[] => [...areaReads(deps), ...zoneReads(deps), searchRoute(deps)];

import { z } from 'zod';
import { queryDegrees } from '../contract/geo.ts';
import { idSchema } from '../contract/id.ts';
import type { CityGeometries } from '../cities/geometries.ts';
import { areaLevelSchema, cityIdSchema } from '../contract/city.ts';
import {
  walkCompoundSchema,
  walkOf,
  walkPathSchema,
  walkQuerySchema,
  walkRowSchema,
  walkSummarySchema,
  type Walk,
} from '../contract/walking.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { sendBytes } from './send-bytes.ts';
import type { WalkService } from './walk-service.ts';

export interface WalkDeps {
  walking: WalkService;
  geometries: CityGeometries;
}

const params = z.object({ city: cityIdSchema });
const problems = ['city-unknown', 'input-invalid', 'network-missing'] as const;
const code = z.string().max(20).optional();

const figureRoutes = ({ walking, geometries }: WalkDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/walking',
      access: 'city.read',
      id: 'getWalkingCoverage',
      summary: 'Who reaches a station in service by walking, beside who is within the same metres by straight line',
      params,
      query: walkQuerySchema,
      answer: { schema: walkSummarySchema },
      problems: [...problems],
    },
    async ({ params: { city }, query }) => (await walking.of(city)).summary(city, walkOf(query)),
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/walking/areas',
      access: 'city.read',
      id: 'listWalkingAreas',
      summary: 'The same for districts, streets and communities, with percentiles of the walk to the nearest station',
      params,
      query: walkQuerySchema.safeExtend({ level: areaLevelSchema.optional(), parent: code }),
      answer: { schema: z.object({ cutoffMetres: z.number(), rows: z.array(walkRowSchema) }) },
      problems: [...problems],
    },
    async ({ params: { city }, query: { level, parent, ...query } }) => {
      const thread = await walking.of(city);
      const { areas } = await geometries.of(city);
      const walk = walkOf(query);
      const rows = await thread.rows(city, walk);
      return {
        cutoffMetres: walk.cutoffMetres,
        rows: rows.filter(
          (row) =>
            (level === undefined || row.level === level) &&
            (parent === undefined || areas[row.index]!.parent === parent),
        ),
      };
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/walking/compounds',
      access: 'city.read',
      id: 'listWalkingCompounds',
      summary: 'Every compound with its nearest station by walking, and why it is not reached where it is not',
      params,
      query: walkQuerySchema,
      answer: { schema: z.object({ cutoffMetres: z.number(), compounds: z.array(walkCompoundSchema) }) },
      problems: [...problems],
    },
    async ({ params: { city }, query }) => {
      const walk = walkOf(query);
      return { cutoffMetres: walk.cutoffMetres, compounds: await (await walking.of(city)).compounds(city, walk) };
    },
  ),
];

/** Minutes that are drawn apart. */
const bandsOf = ({ minutes }: Walk): number[] => [5, 10].filter((m) => m < minutes).concat(minutes);

const shapeRoutes = ({ walking, geometries }: WalkDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/walking/zones.bin',
      access: 'city.read',
      id: 'getWalkingZones',
      summary:
        'Share of every zone’s people who reach a station by walking, little-endian: header of 16 bytes (`SWZ1`, uint32 n, uint32 seq, float32 metres), uint16 × n share × 65,534 (65,535: nobody lives there)',
      params,
      query: walkQuerySchema,
      answer: { schema: 'application/octet-stream' },
      problems: [...problems],
    },
    async ({ params: { city }, query, res }) =>
      sendBytes(res, 'application/octet-stream', await (await walking.of(city)).zones(city, walkOf(query))),
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/walking/path',
      access: 'city.read',
      id: 'getWalkingPath',
      summary: 'The walk from a position to its nearest station in service, as a line with its minutes',
      params,
      query: walkQuerySchema.safeExtend({ lng: queryDegrees(180), lat: queryDegrees(90) }),
      answer: { schema: walkPathSchema },
      problems: [...problems, 'position-outside-city', 'station-out-of-reach'],
    },
    async ({ params: { city }, query: { lng, lat, ...query } }) => {
      const { zone } = (await geometries.of(city)).placeOf([lng, lat]);
      const path = await (await walking.of(city)).path(city, walkOf(query), [lng, lat], zone);
      if (path === null) throw new ProblemError('station-out-of-reach', `${lng}, ${lat}`);
      return path;
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/walking/reach',
      access: 'city.read',
      id: 'getWalkingReach',
      summary: 'The ways from which a station is reached within 5, 10 and so on up to the minutes asked for',
      params,
      query: walkQuerySchema.safeExtend({ station: idSchema }),
      answer: { schema: 'application/geo+json' },
      problems: [...problems, 'station-out-of-reach'],
    },
    async ({ params: { city }, query: { station, ...query }, res }) => {
      const walk = walkOf(query);
      const bytes = await (await walking.of(city)).reach(city, walk, station, bandsOf(walk));
      if (bytes === null) throw new ProblemError('station-out-of-reach', station);
      sendBytes(res, 'application/geo+json', bytes);
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/walking/outline',
      access: 'city.read',
      id: 'getWalkingOutline',
      summary:
        'The outline of what lies within those minutes of a station, the longest first and the shorter inside it: drawn on cells of 40 m, to look at; who is reached is counted where people live',
      params,
      query: walkQuerySchema.safeExtend({ station: idSchema }),
      answer: { schema: 'application/geo+json' },
      problems: [...problems, 'station-out-of-reach'],
    },
    async ({ params: { city }, query: { station, ...query }, res }) => {
      const walk = walkOf(query);
      const bytes = await (await walking.of(city)).outline(city, walk, station, bandsOf(walk));
      if (bytes === null) throw new ProblemError('station-out-of-reach', station);
      sendBytes(res, 'application/geo+json', bytes);
    },
  ),
];

export const walkRoutes = (deps: WalkDeps): Route[] => [...figureRoutes(deps), ...shapeRoutes(deps)];

import { z } from 'zod';
import type { CityGeometries } from '../cities/geometries.ts';
import { areaLevelSchema, cityIdSchema } from '../contract/city.ts';
import {
  coverageQuerySchema,
  coverageRowSchema,
  coverageSummarySchema,
  radiusOf,
  zoneCoverageSchema,
  type CoverageRow,
} from '../contract/coverage.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { sendBytes } from './send-bytes.ts';
import type { CoverageService } from './service.ts';

export interface CoverageDeps {
  coverage: CoverageService;
  geometries: CityGeometries;
}

const params = z.object({ city: cityIdSchema });
const problems = ['city-unknown', 'input-invalid'] as const;
const code = z.string().max(20).optional();
const rowsQuery = coverageQuerySchema.safeExtend({ level: areaLevelSchema.optional(), parent: code });

const summaryRoutes = ({ coverage, geometries }: CoverageDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage',
      access: 'city.read',
      id: 'getCoverage',
      summary: 'Coverage of the city by the service circles, by area and by people',
      params,
      query: coverageQuerySchema,
      answer: { schema: coverageSummarySchema },
      problems: [...problems],
    },
    async ({ params: { city }, query }) => (await coverage.of(city)).summary(city, radiusOf(query)),
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/areas',
      access: 'city.read',
      id: 'listAreaCoverage',
      summary: 'Coverage of districts, streets and communities',
      params,
      query: rowsQuery,
      answer: { schema: z.object({ radiusMetres: z.number(), seq: z.int(), rows: z.array(coverageRowSchema) }) },
      problems: [...problems],
    },
    async ({ params: { city }, query }) => {
      const thread = await coverage.of(city);
      const { areas } = await geometries.of(city);
      const { radiusMetres, seq } = await thread.summary(city, radiusOf(query));
      const wanted = (row: CoverageRow): boolean =>
        (query.level === undefined || row.level === query.level) &&
        (query.parent === undefined || areas[row.index]!.parent === query.parent);
      return { radiusMetres, seq, rows: (await thread.rows(city, radiusMetres)).filter(wanted) };
    },
  ),
];

const zoneRoutes = ({ coverage, geometries }: CoverageDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/zones.bin',
      access: 'city.read',
      id: 'getZoneCells',
      summary:
        'Coverage of all zones, little-endian: header of 16 bytes (`SCZ1`, uint32 n, uint32 seq, float32 radius in metres), uint16 × n share × 65,535, uint8 × n circles that touch the zone',
      params,
      query: coverageQuerySchema,
      answer: { schema: 'application/octet-stream' },
      problems: [...problems],
    },
    async ({ params: { city }, query, res }) => {
      const cells = await (await coverage.of(city)).cells(city, radiusOf(query));
      sendBytes(res, 'application/octet-stream', cells);
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/zones/:zone',
      access: 'city.read',
      id: 'getZoneCoverage',
      summary: 'Coverage of one zone, exact',
      params: z.object({ city: cityIdSchema, zone: z.coerce.number().int().min(0) }),
      query: coverageQuerySchema,
      answer: { schema: zoneCoverageSchema },
      problems: [...problems, 'zone-unknown'],
    },
    async ({ params: { city, zone }, query }) => {
      const { zones } = await geometries.of(city);
      if (zone >= zones.length) throw new ProblemError('zone-unknown', String(zone));
      return (await coverage.of(city)).zone(city, radiusOf(query), zone);
    },
  ),
];

const shapeRoutes = ({ coverage, geometries }: CoverageDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/uncovered',
      access: 'city.read',
      id: 'getUncovered',
      summary: 'The part of an area (the city, where none is named) that no circle reaches, as polygons',
      params,
      query: coverageQuerySchema.safeExtend({ area: code }),
      answer: { schema: 'application/geo+json' },
      problems: [...problems, 'area-unknown'],
    },
    async ({ params: { city }, query, res }) => {
      const { areas } = await geometries.of(city);
      const area = areas.findIndex((a) => (query.area === undefined ? a.level === 'city' : a.code === query.area));
      if (area < 0) throw new ProblemError('area-unknown', query.area);
      sendBytes(res, 'application/geo+json', await (await coverage.of(city)).uncovered(city, radiusOf(query), area));
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/coverage/circles',
      access: 'city.read',
      id: 'getCircles',
      summary: 'The service circles of the stations in service, as polygons',
      params,
      query: coverageQuerySchema,
      answer: { schema: 'application/geo+json' },
      problems: [...problems],
    },
    async ({ params: { city }, query, res }) => {
      sendBytes(res, 'application/geo+json', await (await coverage.of(city)).circles(city, radiusOf(query)));
    },
  ),
];

export const coverageRoutes = (deps: CoverageDeps): Route[] => [
  ...summaryRoutes(deps),
  ...zoneRoutes(deps),
  ...shapeRoutes(deps),
];

import { z } from 'zod';
import {
  coverageSummarySchema,
  decodeZoneCells,
  zoneCoverageSchema,
  type CoverageRow,
  type ZoneCells,
} from '../../server/contract/coverage.ts';
import { multiPolygonSchema, polygonSchema } from '../../server/contract/geo.ts';
import type { Http } from './http.ts';
import { rowOf } from './rows.ts';

/** Walking minutes of GB 50180-2018. */
export type Minutes = 5 | 10 | 15;

const rowsSchema = z.object({
  radiusMetres: z.number(),
  seq: z.int(),
  rows: z.array(rowOf<CoverageRow>('coveredPeople')),
});
const uncoveredSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z.object({ area: z.string(), radiusMetres: z.number(), seq: z.int(), uncoveredPeople: z.number() }),
      geometry: z.union([multiPolygonSchema, polygonSchema]).nullable(),
    }),
  ),
});
export type CoverageRows = z.infer<typeof rowsSchema>;
export type Uncovered = z.infer<typeof uncoveredSchema>;

const under = (city: string): string => `/cities/${encodeURIComponent(city)}/coverage`;

export const fetchSummary = (http: Http, city: string, minutes: Minutes, signal?: AbortSignal) =>
  http.json(`${under(city)}?preset=${minutes}`, coverageSummarySchema, signal);

/** Rows of all areas of the city. */
export const fetchCoverageRows = (http: Http, city: string, minutes: Minutes, signal?: AbortSignal) =>
  http.json(`${under(city)}/areas?preset=${minutes}`, rowsSchema, signal);

export async function fetchZoneCells(
  http: Http,
  city: string,
  minutes: Minutes,
  signal?: AbortSignal,
): Promise<ZoneCells> {
  return decodeZoneCells(await http.bytes(`${under(city)}/zones.bin?preset=${minutes}`, signal));
}

export const fetchZoneCoverage = (http: Http, city: string, zone: number, minutes: Minutes, signal?: AbortSignal) =>
  http.json(`${under(city)}/zones/${zone}?preset=${minutes}`, zoneCoverageSchema, signal);

/** What no circle reaches in an area, as polygons. */
export const fetchUncovered = (http: Http, city: string, area: string, minutes: Minutes, signal?: AbortSignal) =>
  http.json(`${under(city)}/uncovered?area=${encodeURIComponent(area)}&preset=${minutes}`, uncoveredSchema, signal);

import { z } from 'zod';
import {
  decodeWalkZones,
  walkCompoundSchema,
  walkPathSchema,
  walkSummarySchema,
  type WalkProfile,
  type WalkRow,
  type WalkZones,
} from '../../server/contract/walking.ts';
import type { Minutes } from './coverage.ts';
import type { Http } from './http.ts';
import { rowOf } from './rows.ts';

/** Who walks, and for how long. */
export interface WalkAsked {
  profile: WalkProfile;
  minutes: Minutes;
}

const under = (city: string): string => `/cities/${encodeURIComponent(city)}/coverage/walking`;
const queryOf = ({ profile, minutes }: WalkAsked): string => `profile=${profile}&minutes=${minutes}`;

const rowsSchema = z.object({ cutoffMetres: z.number(), rows: z.array(rowOf<WalkRow>('walkPeople')) });
const compoundsSchema = z.object({ cutoffMetres: z.number(), compounds: z.array(walkCompoundSchema) });
const reachSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z.object({ minutes: z.number() }),
      geometry: z.object({
        type: z.literal('MultiLineString'),
        coordinates: z.array(z.array(z.tuple([z.number(), z.number()]))),
      }),
    }),
  ),
});
export type WalkReach = z.infer<typeof reachSchema>;
const outlineSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z.object({ minutes: z.number() }),
      geometry: z.object({
        type: z.literal('MultiPolygon'),
        coordinates: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))),
      }),
    }),
  ),
});
export type WalkOutline = z.infer<typeof outlineSchema>;

export const fetchWalkSummary = (http: Http, city: string, walk: WalkAsked, signal?: AbortSignal) =>
  http.json(`${under(city)}?${queryOf(walk)}`, walkSummarySchema, signal);

export const fetchWalkRows = (http: Http, city: string, walk: WalkAsked, signal?: AbortSignal) =>
  http.json(`${under(city)}/areas?${queryOf(walk)}`, rowsSchema, signal);

export const fetchWalkCompounds = (http: Http, city: string, walk: WalkAsked, signal?: AbortSignal) =>
  http.json(`${under(city)}/compounds?${queryOf(walk)}`, compoundsSchema, signal);

export async function fetchWalkZones(
  http: Http,
  city: string,
  walk: WalkAsked,
  signal?: AbortSignal,
): Promise<WalkZones> {
  return decodeWalkZones(await http.bytes(`${under(city)}/zones.bin?${queryOf(walk)}`, signal));
}

export const fetchWalkPath = (
  http: Http,
  city: string,
  walk: WalkAsked,
  [lng, lat]: [number, number],
  signal?: AbortSignal,
) => http.json(`${under(city)}/path?${queryOf(walk)}&lng=${lng}&lat=${lat}`, walkPathSchema, signal);

/** What lies within the minutes of a station, as polygons, the longest first. */
export const fetchWalkOutline = (http: Http, city: string, walk: WalkAsked, station: string, signal?: AbortSignal) =>
  http.json(`${under(city)}/outline?${queryOf(walk)}&station=${station}`, outlineSchema, signal);

/** The ways from which a station is reached, by minutes. */
export const fetchWalkReach = (http: Http, city: string, walk: WalkAsked, station: string, signal?: AbortSignal) =>
  http.json(`${under(city)}/reach?${queryOf(walk)}&station=${station}`, reachSchema, signal);

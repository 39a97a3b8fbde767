import { z } from 'zod';
import { idSchema } from '../contract/id.ts';
import { cityIdSchema } from '../contract/city.ts';
import { stationChangeSchema, stationCreateSchema, stationSchema } from '../contract/station.ts';
import type { Kysely } from 'kysely';
import { scopeOf, stationShown } from '../contract/scope.ts';
import type { Database } from '../db/schema.ts';
import { route, type Route } from '../http/route.ts';
import { requiredVersion, withTag } from '../http/version.ts';
import { command } from '../live/command.ts';
import type { CityLog } from '../live/log.ts';
import { presentStation } from '../live/present.ts';
import { readHead } from '../live/read.ts';
import { addStation, changeStation, type Locate, type Naming } from './changes.ts';
import { readStation, readStations } from './store.ts';

export interface StationDeps {
  db: Kysely<Database>;
  log: CityLog;
  /** The way from a position to its place in a city; throws `city-unknown`. */
  locator: (cityId: string) => Promise<Locate>;
  naming: Naming;
}

const cityParams = z.object({ city: cityIdSchema });
const stationParams = z.object({ city: cityIdSchema, id: idSchema });

export const stationRoutes = ({ db, log, locator, naming }: StationDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/stations',
      access: 'city.read',
      id: 'listStations',
      summary: 'All Vanguard Stations of a city',
      params: cityParams,
      answer: { schema: z.object({ seq: z.int(), stations: z.array(stationSchema) }) },
      problems: ['city-unknown'],
    },
    async ({ params, subject }) => {
      const head = await readHead(db, params.city);
      const stations = await readStations(db, params.city);
      return { seq: head.head_seq, stations: stations.map((s) => stationShown(s, scopeOf(subject, params.city))) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/cities/:city/stations',
      access: 'station.change',
      id: 'addStation',
      summary: 'Adds a station',
      params: cityParams,
      body: stationCreateSchema,
      headers: ['Idempotency-Key'],
      answer: { status: 201, schema: stationSchema },
      problems: ['city-unknown', 'input-invalid', 'position-outside-city', 'idempotency-key-reused'],
    },
    async ({ params, body, req, res }) => {
      const locate = await locator(params.city);
      const station = await command(log, { cityId: params.city, req, status: 201 }, (c) =>
        addStation(c, body, locate, naming),
      );
      res.location(`/api/v1/cities/${params.city}/stations/${station.id}`);
      return withTag(res, station);
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/stations/:id',
      access: 'city.read',
      id: 'getStation',
      summary: 'One station',
      params: stationParams,
      answer: { schema: stationSchema },
      problems: ['station-unknown'],
    },
    async ({ params, res, subject }) => {
      const station = presentStation(await readStation(db, params.city, params.id));
      return withTag(res, stationShown(station, scopeOf(subject, params.city)));
    },
  ),
  route(
    {
      method: 'patch',
      path: '/cities/:city/stations/:id',
      access: 'station.change',
      id: 'changeStation',
      summary: 'Moves, opens or closes a station',
      params: stationParams,
      body: stationChangeSchema,
      headers: ['If-Match', 'Idempotency-Key'],
      answer: { schema: stationSchema },
      problems: ['station-unknown', 'input-invalid', 'position-outside-city', 'version-missing', 'version-stale'],
    },
    async ({ params, body, req, res }) => {
      const version = requiredVersion(req);
      const locate = await locator(params.city);
      const work = { version, change: body };
      return withTag(
        res,
        await command(log, { cityId: params.city, req, status: 200 }, (c) => changeStation(c, params.id, work, locate)),
      );
    },
  ),
];

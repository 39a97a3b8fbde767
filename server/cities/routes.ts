import type { Kysely } from 'kysely';
import { z } from 'zod';
import { clockSetSchema, cityTimeMs, fastestFeed } from '../contract/clock.ts';
import { cityCreateSchema, cityIdSchema, citySchema } from '../contract/city.ts';
import { figuresAt, figuresSchema } from '../contract/figures.ts';
import { instantSchema } from '../contract/geo.ts';
import type { Database } from '../db/schema.ts';
import { permits } from '../contract/access.ts';
import { scopeOf } from '../contract/scope.ts';
import { deedOf } from '../http/deed.ts';
import { route, type Route } from '../http/route.ts';
import type { CityLog } from '../live/log.ts';
import { readOpenWhistles } from '../live/read.ts';
import { setClock, switchFeed } from './changes.ts';
import type { CityMaker } from './maker.ts';
import { listCityIds, presentCity } from './store.ts';

export interface CityDeps {
  db: Kysely<Database>;
  log: CityLog;
  maker: CityMaker;
  realNowMs: () => number;
}

const params = z.object({ city: cityIdSchema });
const feedSchema = z.strictObject({ running: z.boolean(), speed: z.number().min(1).max(fastestFeed).optional() });

const readRoutes = ({ db, realNowMs }: CityDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities',
      access: 'city.read',
      id: 'listCities',
      summary: 'The cities that the caller may see',
      answer: { schema: z.object({ cities: z.array(citySchema) }) },
      problems: [],
    },
    async ({ subject }) => {
      const ids = (await listCityIds(db)).filter((city) => permits(subject, 'city.read', { city }));
      return { cities: await Promise.all(ids.map((id) => presentCity(db, id))) };
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city',
      access: 'city.read',
      id: 'getCity',
      summary: 'One city, with the sources of its layers',
      params,
      answer: { schema: citySchema },
      problems: ['city-unknown'],
    },
    ({ params: { city } }) => presentCity(db, city),
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/figures',
      access: 'city.read',
      id: 'getFigures',
      summary: 'Head figures at city time now, or as of an instant for the deadlines that have run out by then',
      params,
      query: z.strictObject({ asOf: instantSchema.optional() }),
      answer: { schema: figuresSchema },
      problems: ['city-unknown', 'input-invalid'],
    },
    async ({ params: { city }, query, subject }) => {
      const { clock, open, counters } = await readOpenWhistles(db, city, scopeOf(subject, city));
      const now = query.asOf === undefined ? cityTimeMs(clock, realNowMs()) : Date.parse(query.asOf);
      return figuresAt(counters, open, now);
    },
  ),
];

const changeRoutes = ({ db, log, maker, realNowMs }: CityDeps): Route[] => [
  route(
    {
      method: 'post',
      path: '/cities',
      access: 'city.create',
      id: 'createCity',
      summary: 'Makes a city of a bounding box or a boundary; its zones are cut as a grid',
      body: cityCreateSchema,
      answer: { status: 201, schema: citySchema },
      problems: ['input-invalid', 'city-exists', 'boundary-invalid', 'body-too-large'],
    },
    async ({ body, req, res }) => {
      await maker.createGrid(body, realNowMs(), { ...deedOf(req), outcome: 'taken', code: null });
      res.location(`/api/v1/cities/${body.id}`);
      return presentCity(db, body.id);
    },
  ),
  route(
    {
      method: 'put',
      path: '/cities/:city/clock',
      access: 'clock.set',
      id: 'setClock',
      summary: 'Sets the clock of a simulated city',
      params,
      body: clockSetSchema,
      answer: { schema: citySchema },
      problems: ['city-unknown', 'input-invalid', 'time-not-settable'],
    },
    async ({ params: { city }, body, req }) => {
      await log.run(city, { deed: deedOf(req), work: (c) => setClock(c, body, realNowMs()) });
      return presentCity(db, city);
    },
  ),
  route(
    {
      method: 'put',
      path: '/cities/:city/feed',
      access: 'feed.switch',
      id: 'switchFeed',
      summary: 'Switches the demo feed on or off',
      params,
      body: feedSchema,
      answer: { schema: citySchema },
      problems: ['city-unknown', 'input-invalid', 'feed-unavailable'],
    },
    async ({ params: { city }, body, req }) => {
      await log.run(city, { deed: deedOf(req), work: (c) => switchFeed(c, body, realNowMs()) });
      return presentCity(db, city);
    },
  ),
];

export const cityRoutes = (deps: CityDeps): Route[] => [...readRoutes(deps), ...changeRoutes(deps)];

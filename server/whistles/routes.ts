import type { Kysely } from 'kysely';
import { z } from 'zod';
import { cityIdSchema } from '../contract/city.ts';
import { whistleStageSchema } from '../contract/matrix.ts';
import { stepSchemas, whistleCallSchema, whistleSchema } from '../contract/whistle.ts';
import type { ProblemCode } from '../contract/problem.ts';
import type { Database } from '../db/schema.ts';
import { route, type Input, type Route } from '../http/route.ts';
import { ifMatch, withTag } from '../http/version.ts';
import { command } from '../live/command.ts';
import type { CityLog } from '../live/log.ts';
import { presentWhistle } from '../live/present.ts';
import { readHead } from '../live/read.ts';
import { callWhistle, stepWhistle, type Locate, type StepInput } from './changes.ts';
import { listWhistles, readWhistle } from './store.ts';

export interface WhistleDeps {
  db: Kysely<Database>;
  log: CityLog;
  /** The way from a position to its place in a city; throws `city-unknown`. */
  locator: (cityId: string) => Promise<Locate>;
  newId: () => string;
}

const cityParams = z.object({ city: cityIdSchema });
const whistleParams = z.object({ city: cityIdSchema, id: z.uuid() });
const code = z.string().max(20).optional();
const listQuery = z.strictObject({
  stage: z.union([whistleStageSchema, z.literal('open')]).optional(),
  district: code,
  street: code,
  community: code,
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const stepProblems: ProblemCode[] = [
  'whistle-unknown',
  'input-invalid',
  'version-stale',
  'transition-illegal',
  'time-not-settable',
  'time-backwards',
  'idempotency-key-reused',
];

const readRoutes = ({ db }: WhistleDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/whistles',
      id: 'listWhistles',
      summary: 'Whistles of a city, newest call first',
      params: cityParams,
      query: listQuery,
      answer: { schema: z.object({ whistles: z.array(whistleSchema), next: z.int().nullable() }) },
      problems: ['city-unknown', 'input-invalid'],
    },
    async ({ params, query }) => {
      await readHead(db, params.city);
      return listWhistles(db, params.city, query);
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/whistles/:id',
      id: 'getWhistle',
      summary: 'One whistle',
      params: whistleParams,
      answer: { schema: whistleSchema },
      problems: ['whistle-unknown'],
    },
    async ({ params, res }) => withTag(res, presentWhistle(await readWhistle(db, params.city, params.id))),
  ),
];

const callRoute = ({ log, locator, newId }: WhistleDeps): Route =>
  route(
    {
      method: 'post',
      path: '/cities/:city/whistles',
      id: 'callWhistle',
      summary: 'Blows a whistle 吹哨',
      params: cityParams,
      body: whistleCallSchema,
      headers: ['Idempotency-Key'],
      answer: { status: 201, schema: whistleSchema },
      problems: ['city-unknown', 'position-outside-city', ...stepProblems.slice(1)],
    },
    async ({ params, body, req, res }) => {
      const locate = await locator(params.city);
      const whistle = await command(log, { cityId: params.city, req, status: 201 }, (c) =>
        callWhistle(c, body, locate, newId()),
      );
      res.location(`/api/v1/cities/${params.city}/whistles/${whistle.id}`);
      return withTag(res, whistle);
    },
  );

type Params = z.infer<typeof whistleParams>;

const stepRoutes = ({ log }: WhistleDeps): Route[] => {
  const take = async ({ params, req, res }: Input<Params, unknown, unknown>, step: Omit<StepInput, 'version'>) => {
    const input = { ...step, version: ifMatch(req) };
    return withTag(
      res,
      await command(log, { cityId: params.city, req, status: 200 }, (c) => stepWhistle(c, params.id, input)),
    );
  };
  const spec = (path: string, id: string, summary: string) => ({
    method: 'post' as const,
    path: `/cities/:city/whistles/:id/${path}`,
    id,
    summary,
    params: whistleParams,
    headers: ['If-Match' as const, 'Idempotency-Key' as const],
    answer: { schema: whistleSchema },
  });
  return [
    route(
      {
        ...spec('dispatch', 'dispatchDepartment', 'A department sends a team or a person 派单'),
        body: stepSchemas.dispatch,
        problems: [...stepProblems, 'department-not-called'],
      },
      (i) => take(i, { step: 'dispatch', ...i.body, at: i.body.at }),
    ),
    route(
      {
        ...spec('report-in', 'reportIn', 'A department reports in 报到'),
        body: stepSchemas['report-in'],
        problems: [...stepProblems, 'department-not-called'],
      },
      (i) => take(i, { step: 'report-in', ...i.body, at: i.body.at }),
    ),
    route(
      {
        ...spec('arrive', 'arriveOnSite', 'A department is on site 到场'),
        body: stepSchemas.arrive,
        problems: [...stepProblems, 'department-not-called'],
      },
      (i) => take(i, { step: 'arrive', ...i.body, at: i.body.at }),
    ),
    route(
      {
        ...spec('resolve', 'resolveWhistle', 'A department, or all of them, have dealt with their part 办结'),
        body: stepSchemas.resolve.default({}),
        problems: [...stepProblems, 'department-not-called'],
      },
      (i) => take(i, { step: 'resolve', ...i.body, at: i.body.at }),
    ),
    route(
      {
        ...spec('close', 'closeWhistle', 'The street closes the whistle 结案'),
        body: stepSchemas.close.default({}),
        problems: stepProblems,
      },
      (i) => take(i, { step: 'close', at: i.body.at }),
    ),
  ];
};

export const whistleRoutes = (deps: WhistleDeps): Route[] => [
  ...readRoutes(deps),
  callRoute(deps),
  ...stepRoutes(deps),
];

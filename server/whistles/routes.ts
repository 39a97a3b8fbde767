import type { Kysely } from 'kysely';
import { z } from 'zod';
import { idSchema } from '../contract/id.ts';
import { cityIdSchema } from '../contract/city.ts';
import { isDepartmentStep, whistleStageSchema, whistleSteps, type WhistleStep } from '../contract/matrix.ts';
import { historyRowSchema, stepSchemas, whistleCallSchema, whistleSchema, type StepBody } from '../contract/whistle.ts';
import type { ProblemCode } from '../contract/problem.ts';
import type { CityTimes } from '../clocks/city-times.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { ifMatch, withTag } from '../http/version.ts';
import { commandWhistles } from '../live/command.ts';
import type { CityLog } from '../live/log.ts';
import { isMasked, scopeOf, shown, withoutWords } from '../contract/scope.ts';
import { readHead } from '../live/read.ts';
import { listOn, type ItemBook } from '../items/book.ts';
import { callWhistle, type Locate } from './call.ts';
import { stepWhistle } from './step.ts';
import { listWhistles, readHistory, readShown } from './store.ts';

export interface WhistleDeps {
  db: Kysely<Database>;
  log: CityLog;
  /** The way from a position to its place in a city; throws `city-unknown`. */
  locator: (cityId: string) => Promise<Locate>;
  newId: () => string;
  items: ItemBook;
  times: CityTimes;
}

const cityParams = z.object({ city: cityIdSchema });
const whistleParams = z.object({ city: cityIdSchema, id: idSchema });
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
  'not-allowed',
];

const callProblems: ProblemCode[] = ['call-outside-area', 'item-unknown', 'department-not-allowed', 'lead-not-called'];

const readRoutes = ({ db }: WhistleDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/whistles',
      access: 'whistle.read',
      id: 'listWhistles',
      summary: 'Whistles of a city, newest call first',
      params: cityParams,
      query: listQuery,
      answer: { schema: z.object({ whistles: z.array(whistleSchema), next: z.int().nullable() }) },
      problems: ['city-unknown', 'input-invalid'],
    },
    async ({ params, query, subject }) => {
      await readHead(db, params.city);
      const found = await listWhistles(db, { cityId: params.city, scope: scopeOf(subject, params.city) }, query);
      return { ...found, whistles: found.whistles.map((w) => shown(w, scopeOf(subject, params.city))) };
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/whistles/:id',
      access: 'whistle.read',
      id: 'getWhistle',
      summary: 'One whistle',
      params: whistleParams,
      answer: { schema: whistleSchema },
      problems: ['whistle-unknown'],
    },
    async ({ params, res, subject }) => withTag(res, await readShown(db, params, subject)),
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/whistles/:id/history',
      access: 'whistle.read',
      id: 'getWhistleHistory',
      summary: 'What happened to a whistle, in order, as far back as the event log is kept',
      params: whistleParams,
      answer: { schema: z.object({ history: z.array(historyRowSchema) }) },
      problems: ['whistle-unknown'],
    },
    async ({ params, subject }) => {
      const w = await readShown(db, params, subject);
      const history = await readHistory(db, params.city, params.id);
      return { history: isMasked(w, scopeOf(subject, params.city)) ? history.map(withoutWords) : history };
    },
  ),
];

const callRoute = ({ log, locator, newId, items, times }: WhistleDeps): Route =>
  route(
    {
      method: 'post',
      path: '/cities/:city/whistles',
      access: 'whistle.call',
      id: 'callWhistle',
      summary: 'Blows a whistle 吹哨',
      params: cityParams,
      body: whistleCallSchema,
      headers: ['Idempotency-Key'],
      answer: { status: 201, schema: whistleSchema },
      problems: ['city-unknown', 'position-outside-city', ...callProblems, ...stepProblems.slice(1)],
    },
    async ({ params, body, req, res, subject }) => {
      const locate = await locator(params.city);
      // What the public may read is known by this mark: nobody else sets it.
      if (body.sourceId?.startsWith('open311:') === true)
        throw new ProblemError('input-invalid', 'sourceId: begins with what is Open311’s');
      const lists = await items.of(params.city);
      const whistle = await commandWhistles(log, { cityId: params.city, req, status: 201 }, (c) => {
        const clock = times(c.city.time_zone);
        return callWhistle(c, body, { by: subject, id: newId(), locate, clock, listOn: (day) => listOn(lists, day) });
      });
      res.location(`/api/v1/cities/${params.city}/whistles/${whistle.id}`);
      return withTag(res, whistle);
    },
  );

/** How each step stands in the API's document, and which refusals are its own. */
const told: Record<WhistleStep, { id: string; summary: string; problems?: ProblemCode[] }> = {
  dispatch: { id: 'dispatchDepartment', summary: 'A department sends a team or a person 派单' },
  'report-in': { id: 'reportIn', summary: 'A department reports in 报到' },
  arrive: { id: 'arriveOnSite', summary: 'A department is on site 到场' },
  resolve: { id: 'resolveWhistle', summary: 'A department, or all of them, have dealt with their part 办结' },
  'hand-back': {
    id: 'handBack',
    summary: 'A department says that the matter is another’s 退回',
    problems: ['owner-is-self'],
  },
  'accept-hand-back': {
    id: 'acceptHandBack',
    summary: 'The command centre agrees and calls the owner instead 同意改派',
    problems: ['owner-is-self'],
  },
  'refuse-hand-back': { id: 'refuseHandBack', summary: 'The command centre leaves it with the department 驳回退回' },
  'ask-extension': {
    id: 'askExtension',
    summary: 'A department asks for a later deadline 申请延期',
    problems: ['extension-not-later'],
  },
  'grant-extension': { id: 'grantExtension', summary: 'The command centre grants it 同意延期' },
  'refuse-extension': { id: 'refuseExtension', summary: 'The command centre refuses it 驳回延期' },
  evaluate: {
    id: 'evaluateDepartment',
    summary: 'The street grades a department on speed and quality, with words and pictures 一事一评',
    problems: ['picture-unknown'],
  },
  verify: { id: 'verifyWhistle', summary: 'The street has seen that the matter is solved 核实' },
  close: { id: 'closeWhistle', summary: 'The street closes the whistle 结案' },
  reopen: {
    id: 'reopenWhistle',
    summary: 'The street opens it again: the matter is not solved 重办',
    problems: ['department-not-called'],
  },
  urge: { id: 'urgeWhistle', summary: 'The street urges the departments 催办' },
  chase: { id: 'chaseWhistle', summary: 'The command centre chases them 督办' },
  merge: {
    id: 'mergeWhistle',
    summary: 'The command centre merges a duplicate into another whistle 并案',
    problems: ['merge-target-invalid'],
  },
  defer: { id: 'deferWhistle', summary: 'The command centre puts it off; its clocks stand still 缓办' },
  resume: { id: 'resumeWhistle', summary: 'The command centre takes it up again 恢复办理' },
};
/** Steps that say enough by themselves: they need no body. */
const bodiless = new Set<WhistleStep>(['resolve', 'verify', 'close', 'urge', 'chase', 'resume']);

const bodyOf = (step: WhistleStep): z.ZodType<StepBody<WhistleStep>> => {
  const schema: z.ZodType<StepBody<WhistleStep>> = stepSchemas[step];
  return bodiless.has(step) ? z.prefault(schema, {}) : schema;
};

const stepRoutes = ({ log, times }: WhistleDeps): Route[] =>
  whistleSteps.map((step) => {
    const { id, summary, problems = [] } = told[step];
    return route(
      {
        method: 'post',
        path: `/cities/:city/whistles/:id/${step}`,
        access: 'whistle.read',
        id,
        summary,
        params: whistleParams,
        body: bodyOf(step),
        headers: ['If-Match', 'Idempotency-Key'],
        answer: { schema: whistleSchema },
        problems: [...stepProblems, ...(isDepartmentStep(step) ? ['department-not-called' as const] : []), ...problems],
      },
      async ({ params, body, req, res, subject }) => {
        const input = { by: subject, step, body, version: ifMatch(req) };
        const reads = [params.id, ...('into' in body ? [body.into] : [])];
        const whistle = await commandWhistles(log, { cityId: params.city, req, status: 200, reads }, (c) =>
          stepWhistle(c, params.id, input, times(c.city.time_zone)),
        );
        return withTag(res, whistle);
      },
    );
  });

export const whistleRoutes = (deps: WhistleDeps): Route[] => [
  ...readRoutes(deps),
  callRoute(deps),
  ...stepRoutes(deps),
];

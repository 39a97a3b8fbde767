import type { AuditLog } from '../audit/log.ts';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { cityIdSchema } from '../contract/city.ts';
import {
  exclusionNames,
  exclusions,
  figureParts,
  figurePartsSchema,
  scoreFigureNames,
  scoreListSchema,
} from '../contract/score-figures.ts';
import {
  departmentScore,
  departmentScoreSchema,
  scorePeriodSchema,
  scoreRowSchema,
  scoresSchema,
} from '../contract/score.ts';
import { noCounts } from '../contract/score-facts.ts';
import type { Database } from '../db/schema.ts';
import { route, type Route } from '../http/route.ts';
import { scoreFileRoutes } from './file-routes.ts';
import { readScoreRows } from './rows.ts';
import { askedOf, headOf, readDepartments, readScores, scoreReading } from './store.ts';

export interface ScoreDeps {
  audit: AuditLog;
  db: Kysely<Database>;
  realNowMs: () => number;
}

const cityParams = z.object({ city: cityIdSchema });
const departmentParams = z.object({ city: cityIdSchema, department: z.string().min(1).max(60) });
/** Left out: this year. */
const period = scorePeriodSchema.optional();
const exclusionSchema = z.object({ name: z.enum(exclusionNames), zh: z.string(), en: z.string(), whistles: z.int() });
const departmentSchema = scoresSchema.omit({ periods: true, city: true, departments: true }).extend({
  score: departmentScoreSchema,
  figures: z.array(figurePartsSchema),
  excluded: z.array(exclusionSchema),
});

const allRoute = ({ db, realNowMs }: ScoreDeps): Route =>
  route(
    {
      method: 'get',
      path: '/cities/:city/scores',
      access: 'scores.read',
      id: 'getScores',
      summary: 'Scores of the departments in a year or quarter 部门得分',
      params: cityParams,
      query: z.strictObject({ period }),
      answer: { schema: scoresSchema },
      problems: ['city-unknown', 'input-invalid'],
    },
    ({ params, query }) => readScores(db, params.city, query.period, realNowMs()),
  );

const departmentRoute = ({ db, realNowMs }: ScoreDeps): Route =>
  route(
    {
      method: 'get',
      path: '/cities/:city/scores/:department',
      access: 'scores.read',
      id: 'getDepartmentScore',
      summary: 'One department’s score, with formula, numerator, denominator and exclusions of each figure',
      params: departmentParams,
      query: z.strictObject({ period }),
      answer: { schema: departmentSchema },
      problems: ['city-unknown', 'input-invalid'],
    },
    ({ params, query }) =>
      scoreReading(db, params.city, async (trx, city) => {
        const asked = askedOf(city, query.period, realNowMs());
        const all = await readDepartments(trx, city.id, asked);
        const score =
          all.find((s) => s.department === params.department) ??
          departmentScore(params.department, { counts: noCounts(), grades: [] });
        return {
          ...headOf(city, asked),
          score,
          figures: scoreFigureNames.map((figure) => figureParts(score, figure)),
          excluded: exclusionNames.map((name) => ({ name, ...exclusions[name], whistles: score[name] })),
        };
      }),
  );

const rowsRoute = ({ db, realNowMs }: ScoreDeps): Route =>
  route(
    {
      method: 'get',
      path: '/cities/:city/scores/:department/whistles',
      access: 'scores.read',
      id: 'listScoredWhistles',
      summary: 'The whistles behind a figure of a department, or behind an exclusion, newest call first',
      params: departmentParams,
      query: z.strictObject({
        period,
        figure: scoreListSchema,
        before: z.coerce.number().int().min(1).optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      }),
      answer: { schema: z.object({ whistles: z.array(scoreRowSchema), next: z.int().nullable() }) },
      problems: ['city-unknown', 'input-invalid'],
    },
    ({ params, query }) =>
      scoreReading(db, params.city, (trx, city) => {
        const { department } = params;
        const { figure: list, before, limit } = query;
        return readScoreRows(trx, city.id, askedOf(city, query.period, realNowMs()), {
          department,
          list,
          before,
          limit,
        });
      }),
  );

export const scoreRoutes = (deps: ScoreDeps): Route[] => [
  allRoute(deps),
  departmentRoute(deps),
  rowsRoute(deps),
  ...scoreFileRoutes(deps),
];

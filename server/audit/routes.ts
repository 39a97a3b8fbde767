import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { permitsEverywhere } from '../contract/access.ts';
import {
  auditCheckSchema,
  auditCheckStep,
  auditFilterSchema,
  auditHeadSchema,
  auditPageSchema,
  type AuditFilter,
} from '../contract/audit.ts';
import { cityIdSchema } from '../contract/city.ts';
import type { Subject } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { deedOf } from '../http/deed.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Input, type Route, type RouteSpec } from '../http/route.ts';
import { csvHead, csvRows } from './csv.ts';
import { systemChain, type AuditLog } from './log.ts';
import { findAudit, readActions, readHeadOf } from './read.ts';
import { verifyStep } from './verify.ts';

export interface AuditDeps {
  db: Kysely<Database>;
  audit: AuditLog;
}

/** Where a chain stands in the API: a city's under the city, that of all else by itself. */
interface Place {
  base: string;
  /** Beginning of what OpenAPI calls its operations. */
  of: 'Audit' | 'SystemAudit';
  params: z.ZodType<{ city?: string }>;
}
const places: readonly Place[] = [
  { base: '/cities/:city/audit', of: 'Audit', params: z.object({ city: cityIdSchema }) },
  { base: '/audit', of: 'SystemAudit', params: z.object({}) },
];

/** The chain that is asked for; throws `not-allowed` where it is everybody's and the right is one city's. */
function chainOf({ city }: { city?: string }, subject: Subject): string {
  if (city !== undefined) return city;
  if (!permitsEverywhere(subject, 'audit.read')) throw new ProblemError('not-allowed', 'audit.read');
  return systemChain;
}

type Told = Pick<RouteSpec, 'id' | 'summary' | 'answer'>;
type Handler<Q> = (input: Input<{ city?: string }, Q, unknown>, chain: string) => unknown;

const reading = <Q>(
  { base, params }: Place,
  { path, query, ...told }: Told & { path: string; query: z.ZodType<Q> },
  handler: Handler<Q>,
): Route =>
  route(
    {
      method: 'get',
      path: base + path,
      access: 'audit.read',
      ...told,
      params,
      query,
      problems: ['city-unknown', 'input-invalid', 'not-allowed'],
    },
    (input) => handler(input, chainOf(input.params, input.subject)),
  );

const listRoute = (place: Place, { db }: AuditDeps): Route =>
  reading(
    place,
    {
      ...{ path: '', id: `list${place.of}`, summary: 'Who did what and what was refused, newest first 审计记录' },
      query: auditFilterSchema.extend({
        before: z.coerce.number().int().min(1).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: { schema: auditPageSchema },
    },
    async ({ query }, chain) => {
      const found = await findAudit(db, { ...query, chain, limit: query.limit + 1 });
      const rows = found.slice(0, query.limit);
      return { rows, next: found.length > query.limit ? rows.at(-1)!.seq : null };
    },
  );

/** Rows that are read and sent at once. */
const csvPage = 1000;

interface CsvAsked {
  db: Kysely<Database>;
  chain: string;
  lang: 'zh' | 'en';
  filter: AuditFilter;
}

/** The rows as text, read page by page as they are taken. */
async function* csvText({ db, chain, lang, filter }: CsvAsked): AsyncGenerator<string> {
  const { seq } = await readHeadOf(db, chain);
  yield csvHead(lang);
  for (let before: number | undefined = seq + 1; before !== undefined;) {
    const rows = await findAudit(db, { ...filter, chain, before, limit: csvPage });
    yield csvRows(rows);
    before = rows.length < csvPage ? undefined : rows.at(-1)!.seq;
  }
}
/** Sends them; whoever takes them slowly holds nothing up but the own answer, and reading ends when nobody takes them. */
const sendCsv = (res: Response, text: AsyncIterable<string>): Promise<void> =>
  pipeline(text, res).catch((error: unknown) => {
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });

const csvRoute = (place: Place, { db, audit }: AuditDeps): Route =>
  reading(
    place,
    {
      ...{
        path: '.csv',
        id: `get${place.of}Csv`,
        summary: 'The same as CSV, all of it; that it was taken goes on record',
      },
      query: auditFilterSchema.extend({ lang: z.enum(['zh', 'en']).default('zh') }),
      answer: { schema: 'text/csv' },
    },
    async ({ query: { lang, ...filter }, req, res }, chain) => {
      await audit.add({ ...deedOf(req), detail: filter, outcome: 'taken', code: null });
      res.type('text/csv').attachment(`audit-${chain}.csv`);
      await sendCsv(res, csvText({ db, chain, lang, filter }));
    },
  );

const nothing = z.strictObject({});

const chainRoutes = (place: Place, deps: AuditDeps): Route[] => [
  listRoute(place, deps),
  csvRoute(place, deps),
  reading(
    place,
    {
      ...{ path: '/actions', id: `list${place.of}Actions`, summary: 'The operations that stand in the record' },
      query: nothing,
      answer: { schema: z.object({ actions: z.array(z.string()) }) },
    },
    async (_, chain) => ({ actions: await readActions(deps.db, chain) }),
  ),
  reading(
    place,
    {
      ...{ path: '/head', id: `get${place.of}Head`, summary: 'Where the chain ends now, to be kept elsewhere' },
      query: nothing,
      answer: { schema: auditHeadSchema },
    },
    (_, chain) => readHeadOf(deps.db, chain),
  ),
  reading(
    place,
    {
      ...{
        path: '/check',
        id: `check${place.of}`,
        summary: 'Looks at a part of the chain: go on after `to` until `done`',
      },
      query: z.strictObject({
        after: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(auditCheckStep).default(auditCheckStep),
      }),
      answer: { schema: auditCheckSchema },
    },
    ({ query }, chain) => verifyStep(deps.db, chain, query),
  ),
];

/** The record, for auditors: of a city for whoever has the right in all of it, of all else for a right in all cities. */
export const auditRoutes = (deps: AuditDeps): Route[] => places.flatMap((place) => chainRoutes(place, deps));

import type { Request, Response } from 'express';
import { z } from 'zod';
import { cityIdSchema } from '../contract/city.ts';
import { scorePeriodSchema, type Scores } from '../contract/score.ts';
import { deedOf } from '../http/deed.ts';
import { route, type Route } from '../http/route.ts';
import { csvOf, xlsxOf } from './files.ts';
import type { ScoreDeps } from './routes.ts';
import { readScores } from './store.ts';
import type { Language } from './table.ts';

const query = z.strictObject({
  period: scorePeriodSchema.optional(),
  /** Of the headings; left out, as `Accept-Language` asks. */
  lang: z.enum(['zh', 'en']).optional(),
});

interface FileKind {
  ending: 'csv' | 'xlsx';
  id: string;
  mediaType: string;
  write: (scores: Scores, language: Language) => string | Promise<Buffer>;
}
const kinds: FileKind[] = [
  { ending: 'csv', id: 'getScoresCsv', mediaType: 'text/csv', write: csvOf },
  {
    ending: 'xlsx',
    id: 'getScoresXlsx',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    write: xlsxOf,
  },
];

const languageOf = (req: Request): Language => (req.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en');

function send(res: Response, { ending, mediaType }: FileKind, scores: Scores, content: string | Buffer): void {
  res.type(mediaType).attachment(`scores-${scores.period}.${ending}`).send(content);
}

/** The table of all departments as a file. */
export const scoreFileRoutes = ({ db, audit, realNowMs }: ScoreDeps): Route[] =>
  kinds.map((kind) =>
    route(
      {
        method: 'get',
        path: `/cities/:city/scores.${kind.ending}`,
        access: 'scores.read',
        id: kind.id,
        summary: `The table of scores as ${kind.ending.toUpperCase()}`,
        params: z.object({ city: cityIdSchema }),
        query,
        answer: { schema: kind.mediaType },
        problems: ['city-unknown', 'input-invalid'],
      },
      async ({ params, query: { period, lang }, req, res }) => {
        const scores = await readScores(db, params.city, period, realNowMs());
        // What leaves the house as a file goes on record.
        await audit.add({ ...deedOf(req), outcome: 'taken', code: null });
        send(res, kind, scores, await kind.write(scores, lang ?? languageOf(req)));
      },
    ),
  );

import { z } from 'zod';
import { scoreRowSchema, scoresSchema, type ScoreRow, type Scores } from '../../server/contract/score.ts';
import type { ScoreList } from '../../server/contract/score-figures.ts';
import type { Http } from './http.ts';

const rowsSchema = z.object({ whistles: z.array(scoreRowSchema), next: z.int().nullable() });
export interface ScoreRows {
  whistles: ScoreRow[];
  /** The `before` of the page that follows; `null` on the last. */
  next: number | null;
}

const under = (city: string): string => `/cities/${encodeURIComponent(city)}/scores`;

/** All departments in a period; `null` is the running year. */
export const fetchScores = (http: Http, city: string, period: string | null, signal?: AbortSignal): Promise<Scores> =>
  http.json(`${under(city)}${period === null ? '' : `?period=${period}`}`, scoresSchema, signal);

export interface RowsWanted {
  period: string;
  department: string;
  figure: ScoreList;
  before: number | null;
}

/** Whistles behind a number, some at a time. */
export const fetchScoreRows = (http: Http, city: string, wanted: RowsWanted, signal?: AbortSignal) => {
  const { period, department, figure, before } = wanted;
  const query = `period=${period}&figure=${figure}&limit=50${before === null ? '' : `&before=${before}`}`;
  return http.json(`${under(city)}/${encodeURIComponent(department)}/whistles?${query}`, rowsSchema, signal);
};

/** Where the table is as a file. */
export const scoreFile = (city: string, period: string, ending: 'csv' | 'xlsx', lang: 'zh' | 'en'): string =>
  `/api/v1${under(city)}.${ending}?period=${period}&lang=${lang}`;

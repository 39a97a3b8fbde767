import { sql, type Kysely } from 'kysely';
import type { Question } from '../contract/score-facts.ts';
import { listRule, type ScoreList } from '../contract/score-figures.ts';
import type { ScoreRow } from '../contract/score.ts';
import type { WhistleStage } from '../contract/matrix.ts';
import type { Database } from '../db/schema.ts';
import { whistleCode } from '../live/present.ts';
import { partFacts } from './facts-sql.ts';

export interface RowsAsked {
  department: string;
  list: ScoreList;
  /** Only those with a lower number: the next page. */
  before: number | undefined;
  limit: number;
}

interface FactRow {
  id: string;
  number: number;
  title: string;
  lng: number;
  lat: number;
  stage: WhistleStage;
  item: string | null;
  w_called_at: Date;
  w_by: Date | null;
  closed_at: Date | null;
  weight: number;
  speed: number | null;
  quality: number | null;
  deferred: boolean;
  counted: boolean;
}

const present = (r: FactRow): ScoreRow => ({
  id: r.id,
  code: whistleCode(r.number),
  title: r.title,
  position: [r.lng, r.lat],
  stage: r.stage,
  item: r.item,
  calledAt: r.w_called_at.toISOString(),
  resolveBy: r.w_by?.toISOString() ?? null,
  closedAt: r.closed_at?.toISOString() ?? null,
  counts: r.counted,
  deferred: r.deferred,
  weight: r.weight,
  speed: r.speed,
  quality: r.quality,
});

/** The whistles behind a number of a department, the newest call first; `next` is the `before` of the page that follows. */
export async function readScoreRows(
  db: Kysely<Database>,
  cityId: string,
  question: Question,
  { department, list, before, limit }: RowsAsked,
): Promise<{ whistles: ScoreRow[]; next: number | null }> {
  const { among, counted } = listRule(list);
  const { rows } = await sql<FactRow>`
    select *, ${sql.ref(counted)} as counted from (${partFacts(cityId, question)}) fact
    where department = ${department} and ${sql.ref(among)} and number < ${before ?? Number.MAX_SAFE_INTEGER}
    order by number desc limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  return { whistles: page.map(present), next: rows.length > limit ? page.at(-1)!.number : null };
}

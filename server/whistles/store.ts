import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { endStages, type WhistleStage } from '../contract/matrix.ts';
import type { EventType } from '../contract/events.ts';
import type { Subject } from '../contract/people.ts';
import { isVisible, scopeOf, shown, type Scope } from '../contract/scope.ts';
import type { HistoryRow, Whistle } from '../contract/whistle.ts';
import type { Database, WhistleTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { presentWhistle } from '../live/present.ts';
import { visibleIn } from '../live/visible.ts';

type Db = Kysely<Database> | Transaction<Database>;

/** The row; throws `whistle-unknown`. */
export async function readWhistle(db: Db, cityId: string, id: string): Promise<Selectable<WhistleTable>> {
  const row = await db
    .selectFrom('whistle')
    .selectAll()
    .where('city_id', '=', cityId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError('whistle-unknown', id);
  return row;
}

/** The whistle as somebody may see it; throws `whistle-unknown` for one that they may not. */
export async function readShown(
  db: Db,
  { city, id }: { city: string; id: string },
  subject: Subject,
): Promise<Whistle> {
  const scope = scopeOf(subject, city);
  const whistle = presentWhistle(await readWhistle(db, city, id));
  if (!isVisible(whistle, scope)) throw new ProblemError('whistle-unknown', id);
  return shown(whistle, scope);
}

export interface WhistleFilter {
  stage?: WhistleStage | 'open' | undefined;
  district?: string | undefined;
  street?: string | undefined;
  community?: string | undefined;
  /** Only those with a lower number: the next page. */
  before?: number | undefined;
  limit: number;
}

/** Newest call first; `next` is the `before` of the page that follows, null on the last. */
export async function listWhistles(
  db: Db,
  { cityId, scope }: { cityId: string; scope: Scope },
  f: WhistleFilter,
): Promise<{ whistles: Whistle[]; next: number | null }> {
  let q = db.selectFrom('whistle').selectAll().where('city_id', '=', cityId).where(visibleIn(scope));
  if (f.stage === 'open') q = q.where('stage', 'not in', [...endStages]);
  else if (f.stage !== undefined) q = q.where('stage', '=', f.stage);
  for (const area of ['district', 'street', 'community'] as const) {
    const code = f[area];
    if (code !== undefined) q = q.where(area, '=', code);
  }
  if (f.before !== undefined) q = q.where('number', '<', f.before);
  const rows = await q
    .orderBy('number', 'desc')
    .limit(f.limit + 1)
    .execute();
  const page = rows.slice(0, f.limit);
  return { whistles: page.map(presentWhistle), next: rows.length > f.limit ? page.at(-1)!.number : null };
}

/** What happened to a whistle, oldest first. */
export async function readHistory(db: Db, cityId: string, id: string): Promise<HistoryRow[]> {
  const rows = await db
    .selectFrom('event')
    .select(['seq', 'type', 'at', sql<string | null>`data ->> 'department'`.as('department')])
    .select(sql<string | null>`data ->> 'words'`.as('words'))
    .select(sql<HistoryRow['deadline']>`data ->> 'deadline'`.as('deadline'))
    .select(sql<HistoryRow['escalatedTo']>`data -> 'escalatedTo'`.as('escalatedTo'))
    .where('city_id', '=', cityId)
    .select(sql<HistoryRow['picture']>`data -> 'picture'`.as('picture'))
    // The index knows these two expressions as they stand here.
    .where(sql`data -> 'whistle' ->> 'id'`, '=', id)
    .where('type', 'like', 'whistle.%' as EventType)
    .orderBy('seq')
    .execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

import { sql, type Kysely } from 'kysely';
import { endStages } from '../contract/matrix.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { Database } from '../db/schema.ts';
import { presentWhistle } from '../live/present.ts';
import { mayBeCut } from './title.ts';

/** How `sourceId` marks a whistle that came this way; the id of the key's holder follows. */
export const sourcePrefix = 'open311:';

/** A whistle with what a request tells besides. */
export interface Found {
  whistle: Whistle;
  /** City time of its last change; null where the log no longer holds it. */
  changedAt: Date | null;
  description: string;
}

export interface Search {
  /** City time, ms; `beforeMs` is the first instant that no longer counts. */
  fromMs: number;
  beforeMs: number | null;
  services: string[] | undefined;
  status: 'open' | 'closed' | undefined;
}

/** Most requests in one answer, by the specification. */
export const mostRequests = 1000;

/** Only what came this way is public. The index knows this condition as it stands here. */
const requests = (db: Kysely<Database>, cityId: string) =>
  db
    .selectFrom('whistle')
    .leftJoin('event', (on) => on.onRef('event.city_id', '=', 'whistle.city_id').onRef('event.seq', '=', 'whistle.seq'))
    .selectAll('whistle')
    .select('event.at as changed_at')
    .where('whistle.city_id', '=', cityId)
    .where(sql<boolean>`whistle.source_id like 'open311:%' and whistle.item is not null`);
type Row = Awaited<ReturnType<ReturnType<typeof requests>['execute']>>[number];

/** Newest first. */
export async function searchRequests(db: Kysely<Database>, cityId: string, s: Search): Promise<Found[]> {
  let q = requests(db, cityId).where('called_at', '>=', new Date(s.fromMs));
  if (s.beforeMs !== null) q = q.where('called_at', '<', new Date(s.beforeMs));
  if (s.services !== undefined) q = q.where(sql`whistle.item ->> 'code'`, 'in', s.services);
  if (s.status !== undefined) q = q.where('stage', s.status === 'closed' ? 'in' : 'not in', [...endStages]);
  return found(
    db,
    cityId,
    await q.orderBy('called_at', 'desc').orderBy('number', 'desc').limit(mostRequests).execute(),
  );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Those of these ids that are requests of the city, newest first. */
export async function requestsOfIds(db: Kysely<Database>, cityId: string, ids: readonly string[]): Promise<Found[]> {
  const known = ids.filter((id) => uuid.test(id)).slice(0, mostRequests);
  if (known.length === 0) return [];
  const rows = await requests(db, cityId).where('whistle.id', 'in', known).orderBy('number', 'desc').execute();
  return found(db, cityId, rows);
}

async function found(db: Kysely<Database>, cityId: string, rows: readonly Row[]): Promise<Found[]> {
  const cut = rows.filter(({ title }) => mayBeCut(title)).map(({ id }) => id);
  const whole = await descriptionsOf(db, cityId, cut);
  return rows.map((row) => ({
    whistle: presentWhistle(row),
    changedAt: row.changed_at,
    description: whole.get(row.id) ?? row.title,
  }));
}

/** What was described, as far as the log still holds it. */
async function descriptionsOf(db: Kysely<Database>, cityId: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('event')
    // The index knows this expression as it stands here.
    .select([sql<string>`data -> 'whistle' ->> 'id'`.as('id'), sql<string | null>`data ->> 'words'`.as('words')])
    .where('city_id', '=', cityId)
    .where(sql`data -> 'whistle' ->> 'id'`, 'in', ids)
    .where('type', '=', 'whistle.called')
    .execute();
  return new Map(rows.flatMap(({ id, words }) => (words === null ? [] : [[id, words]])));
}

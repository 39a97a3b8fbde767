import { sql, type Kysely } from 'kysely';
import type { AuditFilter, AuditHead, AuditRowShown } from '../contract/audit.ts';
import type { Database } from '../db/schema.ts';
import { whistleCode } from '../live/present.ts';
import { beginning, whistlePath } from './chain.ts';
import { readAuditHead } from './store.ts';

/** Where a chain ends now; of one that has not begun its beginning. */
export async function readHeadOf(db: Kysely<Database>, chain: string): Promise<AuditHead> {
  const { seq, hash } = (await readAuditHead(db, chain)) ?? { seq: 0, hash: beginning };
  const last = await db
    .selectFrom('audit')
    .select('at')
    .where('chain', '=', chain)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return { chain, seq, hash, at: last?.at.toISOString() ?? null };
}

/** The path of a whistle that is named by id or code; undefined where the city has none of that code. */
async function pathOf(db: Kysely<Database>, city: string, whistle: string): Promise<string | undefined> {
  if (!whistle.startsWith('W')) return whistlePath(city, whistle.toLowerCase());
  const row = await db
    .selectFrom('whistle')
    .select('id')
    .where('city_id', '=', city)
    .where('number', '=', Number(whistle.slice(1)))
    .executeTakeFirst();
  return row && whistlePath(city, row.id);
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ofWhistle = new RegExp(`^/api/v1/cities/[^/]+/whistles/(${uuid})(?:/|$)`);
const whistleIn = (target: string): string | undefined => ofWhistle.exec(target)?.[1];

/** The codes of a city's whistles that some paths lead to, by id. */
async function codesIn(db: Kysely<Database>, city: string, targets: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(targets.flatMap((target) => whistleIn(target) ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('whistle')
    .select(['id', 'number'])
    .where('city_id', '=', city)
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, number }) => [id, whistleCode(number)]));
}

export interface AuditQuestion extends AuditFilter {
  chain: string;
  /** Only those with a lower number. */
  before?: number | undefined;
  limit: number;
}

/** Rows of a chain that fit, newest first. */
export async function findAudit(db: Kysely<Database>, question: AuditQuestion): Promise<AuditRowShown[]> {
  const { chain, before, limit, person, action, outcome, from, to, whistle } = question;
  const path = whistle === undefined ? undefined : await pathOf(db, chain, whistle);
  if (whistle !== undefined && path === undefined) return [];
  let q = db
    .selectFrom('audit')
    .select(['seq', 'at', 'actor', 'action', 'target', 'outcome', 'code', 'detail', 'hash'])
    .where('chain', '=', chain);
  if (before !== undefined) q = q.where('seq', '<', before);
  if (person !== undefined)
    q = q.where(
      sql<boolean>`(actor ->> 'id' = ${person} or position(lower(${person}) in lower(actor ->> 'name')) > 0)`,
    );
  if (action !== undefined) q = q.where('action', '=', action);
  if (outcome !== undefined) q = q.where('outcome', '=', outcome);
  if (from !== undefined) q = q.where('at', '>=', new Date(from));
  if (to !== undefined) q = q.where('at', '<', new Date(to));
  if (path !== undefined)
    q = q.where((eb) =>
      eb.or([
        eb('target', '=', path),
        sql<boolean>`starts_with(target, ${`${path}/`})`,
        // A merge is done to both: it stands under the duplicate and names the other.
        sql<boolean>`(action = 'mergeWhistle' and position(${path.split('/').at(-1)!} in lower(detail)) > 0)`,
      ]),
    );
  const rows = await q.orderBy('seq', 'desc').limit(limit).execute();
  const targets = rows.map(({ target }) => target);
  const codes = await codesIn(db, chain, targets);
  return rows.map(({ at, ...row }) => ({
    ...{ ...row, at: at.toISOString() },
    whistle: codes.get(whistleIn(row.target) ?? '') ?? null,
  }));
}

/** The operations that stand in a chain, for the choice of one. */
export const readActions = async (db: Kysely<Database>, chain: string): Promise<string[]> =>
  (await db.selectFrom('audit').select('action').distinct().where('chain', '=', chain).orderBy('action').execute()).map(
    ({ action }) => action,
  );

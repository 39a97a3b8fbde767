import type { Kysely, Selectable } from 'kysely';
import type { Grant } from '../contract/people.ts';
import type { ApiTokenTable } from '../db/people-schema.ts';
import type { Database } from '../db/schema.ts';
import type { Caller, Key } from './caller.ts';
import { idleMs, touchSessions } from './sessions.ts';

/** A caller without what only its secret can tell. */
export type Known = Omit<Caller, 'csrf' | 'by'>;

/** Last use is written down at most once in this time. */
const touchEveryMs = 60_000;

const subjectOf = (kind: 'person' | 'token', x: { id: string; name: string; grants: Grant[] }): Known['subject'] => ({
  kind,
  id: x.id,
  name: x.name,
  grants: x.grants,
});

const isOver = (end: Date | null, nowMs: number): boolean => end !== null && end.getTime() <= nowMs;

/** Of these sessions (by hash) the ones that are good now; their use is written down. */
export async function loadSessions(db: Kysely<Database>, hashes: string[], nowMs: number): Promise<Map<string, Known>> {
  const rows = await db.selectFrom('session').selectAll().where('id', 'in', hashes).execute();
  const people = await byId(
    db,
    'person',
    rows.flatMap((r) => r.person_id ?? []),
  );
  const tokens = await byId(
    db,
    'api_token',
    rows.flatMap((r) => r.token_id ?? []),
  );
  const good = new Map<string, Known>();
  const used: string[] = [];
  for (const row of rows) {
    const person = people.get(row.person_id ?? '');
    const token = tokens.get(row.token_id ?? '');
    const seenMs = row.last_seen_at.getTime();
    const endsAtMs = Math.min(row.expires_at.getTime(), token ? Infinity : seenMs + idleMs);
    if (endsAtMs <= nowMs) continue;
    const known = person ? ofPerson(person) : token && ofToken(token, nowMs);
    if (known === undefined) continue;
    const isUsed = nowMs - seenMs >= touchEveryMs;
    if (isUsed) used.push(row.id);
    good.set(row.id, {
      ...known,
      keys: [`session:${row.id}` as Key, ...known.keys],
      endsAtMs: Math.min(
        known.endsAtMs,
        isUsed && person ? Math.min(row.expires_at.getTime(), nowMs + idleMs) : endsAtMs,
      ),
    });
  }
  if (used.length > 0) await touchSessions(db, used, nowMs);
  return good;
}

/** Of these tokens (by hash) the ones that are good now; their use is written down. */
export async function loadTokens(db: Kysely<Database>, hashes: string[], nowMs: number): Promise<Map<string, Known>> {
  const rows = await db.selectFrom('api_token').selectAll().where('hash', 'in', hashes).execute();
  const good = new Map<string, Known>();
  const used: string[] = [];
  for (const row of rows) {
    const known = ofToken(row, nowMs);
    if (known === undefined) continue;
    good.set(row.hash, known);
    if (nowMs - (row.last_used_at?.getTime() ?? 0) >= touchEveryMs) used.push(row.id);
  }
  if (used.length > 0)
    await db
      .updateTable('api_token')
      .set({ last_used_at: new Date(nowMs) })
      .where('id', 'in', used)
      .execute();
  return good;
}

async function byId<T extends 'person' | 'api_token'>(
  db: Kysely<Database>,
  table: T,
  ids: string[],
): Promise<Map<string, Selectable<Database[T]>>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom(table as 'person')
    .selectAll()
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((r) => [r.id, r as unknown as Selectable<Database[T]>]));
}

function ofPerson(row: Selectable<Database['person']>): Known | undefined {
  if (row.disabled_at !== null) return undefined;
  return {
    subject: subjectOf('person', row),
    mustChange: row.must_change,
    keys: [`person:${row.id}`],
    endsAtMs: Infinity,
  };
}

function ofToken(row: Selectable<ApiTokenTable>, nowMs: number): Known | undefined {
  if (row.revoked_at !== null || isOver(row.expires_at, nowMs)) return undefined;
  return {
    subject: subjectOf('token', row),
    mustChange: false,
    keys: [`token:${row.id}`],
    endsAtMs: row.expires_at?.getTime() ?? Infinity,
  };
}

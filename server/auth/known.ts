import type { Kysely } from 'kysely';
import type { Subject } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';

/** Whoever a secret belongs to. */
export interface Known {
  subject: Subject;
  /** Has a one-time password and may do nothing yet but set another. */
  mustChange: boolean;
  /** Of the secret that was sent. */
  hash: string;
}

/** A session ends so long after it was last used, and so long after it began. */
export const idleMs = 12 * 3_600_000;
export const longestMs = 7 * 24 * 3_600_000;
/** How often it is written down that a session is used. */
const seenEveryMs = 60_000;

/** Of these secrets (by hash) the tokens that are good now. */
export async function knownTokens(
  db: Kysely<Database>,
  hashes: readonly string[],
  nowMs: number,
): Promise<Map<string, Known>> {
  if (hashes.length === 0) return new Map();
  const rows = await db
    .selectFrom('api_token')
    .select(['hash', 'id', 'name', 'grants'])
    .where('hash', 'in', [...hashes])
    .where('revoked_at', 'is', null)
    .where((e) => e.or([e('expires_at', 'is', null), e('expires_at', '>', new Date(nowMs))]))
    .execute();
  return new Map(
    rows.map(({ hash, id, name, grants }) => [
      hash,
      { subject: { kind: 'token', id, name, grants }, mustChange: false, hash },
    ]),
  );
}

/** Of these secrets (by hash) the sessions that are good now; that they are used is written down. */
export async function knownSessions(
  db: Kysely<Database>,
  hashes: readonly string[],
  nowMs: number,
): Promise<Map<string, Known>> {
  if (hashes.length === 0) return new Map();
  const rows = await db
    .selectFrom('session')
    .innerJoin('person', 'person.id', 'session.person')
    .select(['session.hash', 'session.seen_at', 'person.id', 'person.name', 'person.grants', 'person.must_change'])
    .where('session.hash', 'in', [...hashes])
    .where('person.disabled', '=', false)
    .where('session.seen_at', '>=', new Date(nowMs - idleMs))
    .where('session.created_at', '>=', new Date(nowMs - longestMs))
    .execute();
  const used = rows.filter((r) => nowMs - r.seen_at.getTime() >= seenEveryMs).map((r) => r.hash);
  if (used.length > 0)
    await db
      .updateTable('session')
      .set({ seen_at: new Date(nowMs) })
      .where('hash', 'in', used)
      .execute();
  return new Map(
    rows.map(({ hash, id, name, grants, must_change }) => [
      hash,
      { subject: { kind: 'person', id, name, grants }, mustChange: must_change, hash },
    ]),
  );
}

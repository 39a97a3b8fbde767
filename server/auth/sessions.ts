import { sql, type Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { hashOf, newSecret } from './secrets.ts';

const hourMs = 3_600_000;
/** A person's session ends when no page of theirs has been open for this long: a shift and the way home. */
export const idleMs = 12 * hourMs;
/** … and after a week in any case. */
export const longestMs = 7 * 24 * hourMs;
/** A screen's ends with its token; browsers keep no cookie longer than this, so each start of the page gives it anew. */
export const displayMs = 400 * 24 * hourMs;

export type Holder = { personId: string } | { tokenId: string };

export interface OpenedSession {
  secret: string;
  /** How long its cookie lives. */
  lifeMs: number;
}

/** Opens a session; only the hash of its secret is stored. What has ended long ago is dropped on the way. */
export async function openSession(db: Kysely<Database>, holder: Holder, nowMs: number): Promise<OpenedSession> {
  const secret = newSecret();
  const lifeMs = 'personId' in holder ? longestMs : displayMs;
  const now = new Date(nowMs);
  await db
    .insertInto('session')
    .values({
      id: hashOf(secret),
      person_id: 'personId' in holder ? holder.personId : null,
      token_id: 'tokenId' in holder ? holder.tokenId : null,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(nowMs + lifeMs),
    })
    .execute();
  await db.deleteFrom('session').where('expires_at', '<', now).execute();
  return { secret, lifeMs };
}

/** They are in use: a person's idle time begins anew, a screen's session is drawn out. */
export async function touchSessions(db: Kysely<Database>, ids: string[], nowMs: number): Promise<void> {
  const drawnOut = new Date(nowMs + displayMs);
  await db
    .updateTable('session')
    .set({
      last_seen_at: new Date(nowMs),
      expires_at: sql<Date>`case when token_id is null then expires_at else ${drawnOut}::timestamptz end`,
    })
    .where('id', 'in', ids)
    .execute();
}

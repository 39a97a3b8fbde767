import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { longestMs } from './known.ts';
import { secretKey, type Revoke } from './revocations.ts';
import { hashOf, newSecret } from './secrets.ts';

/** Opens a session and returns its secret, of which only the hash is kept. What ended long ago is dropped on the way. */
export async function openSession(db: Kysely<Database>, personId: string, nowMs: number): Promise<string> {
  const secret = newSecret('session');
  const now = new Date(nowMs);
  await db
    .insertInto('session')
    .values({ hash: hashOf(secret), person: personId, created_at: now, seen_at: now })
    .execute();
  await db
    .deleteFrom('session')
    .where('created_at', '<', new Date(nowMs - longestMs))
    .execute();
  return secret;
}

/** Ends one session, and its sockets. */
export async function dropSession(trx: Transaction<Database>, revoke: Revoke, hash: string): Promise<void> {
  await trx.deleteFrom('session').where('hash', '=', hash).execute();
  await revoke(secretKey(hash));
}

/** Ends a person's sessions, all but the one of the hash `but`; returns how many those were. */
export async function endSessions(
  trx: Transaction<Database>,
  revoke: Revoke,
  personId: string,
  but = '',
): Promise<number> {
  const ended = await trx
    .deleteFrom('session')
    .where('person', '=', personId)
    .where('hash', '<>', but)
    .returning('hash')
    .execute();
  for (const { hash } of ended) await revoke(secretKey(hash));
  // A device may have been lost: none is told any more. One that is still in hand says so when its page is open.
  await trx.deleteFrom('push_subscription').where('person', '=', personId).execute();
  return ended.length;
}

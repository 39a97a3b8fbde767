import { sql, type Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';

/** Wrong passwords in a row before a login is locked; then each further one locks it for twice as long. */
export const wrongAllowed = 5;
const firstLockMs = 60_000;
const longestLockMs = 24 * 3_600_000;
/** Wrong ones of longer ago than this are forgotten. */
export const forgottenAfterMs = 48 * 3_600_000;

export const lockMs = (failed: number): number =>
  Math.min(longestLockMs, firstLockMs * 2 ** Math.min(failed - wrongAllowed, 20));

/**
 * Counts an attempt before its password is looked at, so that many at the same moment cannot try more than one after the
 * other could; a right password clears the count. Returns how long the login is locked still, ms; 0: go on.
 */
export const countAttempt = (db: Kysely<Database>, login: string, nowMs: number): Promise<number> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`sign-in ${login}`}))`.execute(trx);
    const row = await trx.selectFrom('sign_in_failure').selectAll().where('login', '=', login).executeTakeFirst();
    const leftMs = (row?.locked_until?.getTime() ?? 0) - nowMs;
    if (leftMs > 0) return leftMs;
    const isOld = row === undefined || nowMs - row.last_at.getTime() > forgottenAfterMs;
    const failed = (isOld ? 0 : row.failed) + 1;
    const locked_until = failed < wrongAllowed ? null : new Date(nowMs + lockMs(failed));
    const values = { failed, last_at: new Date(nowMs), locked_until };
    await trx
      .insertInto('sign_in_failure')
      .values({ login, ...values })
      .onConflict((c) => c.column('login').doUpdateSet(values))
      .execute();
    return 0;
  });

/** The password was right, or the administrator gave another one. */
export async function forgetAttempts(db: Kysely<Database>, login: string): Promise<void> {
  await db.deleteFrom('sign_in_failure').where('login', '=', login).execute();
}

/** Anything can be typed as a login: what counts no more is dropped. */
export async function pruneAttempts(db: Kysely<Database>, nowMs: number): Promise<void> {
  await db
    .deleteFrom('sign_in_failure')
    .where('last_at', '<', new Date(nowMs - forgottenAfterMs))
    .where((e) => e.or([e('locked_until', 'is', null), e('locked_until', '<', new Date(nowMs))]))
    .execute();
}

import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { hashPassword, isPassword, checkStrength } from './passwords.ts';
import { findPerson, readPerson, type PersonRow } from './people-store.ts';
import { hashOf, newSecret } from './secrets.ts';

/** Wrong passwords in a row before an account is locked; then each further one locks it for twice as long. */
const wrongAllowed = 5;
const firstLockMs = 60_000;
const longestLockMs = 24 * 3_600_000;

const lockMs = (wrong: number): number => Math.min(longestLockMs, firstLockMs * 2 ** (wrong - wrongAllowed));

/** Told of a locked account: how long it is locked yet. */
export class LockedOut extends ProblemError {
  constructor(readonly seconds: number) {
    super('locked-out', `${seconds} s`);
  }
}

/**
 * Opens a session for whoever knows the password; returns its secret. Throws `sign-in-wrong` for an unknown login and a
 * wrong password alike, LockedOut after too many.
 */
export async function signIn(
  db: Kysely<Database>,
  { login, password }: { login: string; password: string },
  nowMs: number,
): Promise<{ secret: string; person: PersonRow }> {
  const person = await findPerson(db, login.trim().toLowerCase());
  const lockedMs = (person?.locked_until?.getTime() ?? 0) - nowMs;
  if (lockedMs > 0) throw new LockedOut(Math.ceil(lockedMs / 1000));
  const right = await isPassword(person?.password ?? null, password);
  if (person === undefined || !right || person.disabled) {
    if (person !== undefined && !right) await countWrong(db, person.id, nowMs);
    throw new ProblemError('sign-in-wrong');
  }
  await db.updateTable('person').set({ wrong_passwords: 0, locked_until: null }).where('id', '=', person.id).execute();
  return { secret: await openSession(db, person.id, nowMs), person };
}

/** One after another, however many come at once: none of them is lost. */
const countWrong = (db: Kysely<Database>, id: string, nowMs: number): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const { wrong_passwords } = await trx
      .updateTable('person')
      .set((e) => ({ wrong_passwords: e('wrong_passwords', '+', 1) }))
      .where('id', '=', id)
      .returning('wrong_passwords')
      .executeTakeFirstOrThrow();
    if (wrong_passwords < wrongAllowed) return;
    const locked_until = new Date(nowMs + lockMs(wrong_passwords));
    await trx.updateTable('person').set({ locked_until }).where('id', '=', id).execute();
  });

export async function openSession(db: Kysely<Database>, personId: string, nowMs: number): Promise<string> {
  const secret = newSecret('session');
  const now = new Date(nowMs);
  await db
    .insertInto('session')
    .values({ hash: hashOf(secret), person: personId, created_at: now, seen_at: now })
    .execute();
  return secret;
}

/** Sets a person's own password; ends their other sessions. Throws `sign-in-wrong`, `password-weak`. */
export async function setPassword(
  db: Kysely<Database>,
  { id, hash }: { id: string; hash: string },
  words: { old: string; new: string },
): Promise<void> {
  const person = await readPerson(db, id);
  if (!(await isPassword(person.password, words.old))) throw new ProblemError('sign-in-wrong');
  checkStrength(words.new, person.login);
  if (words.new === words.old) throw new ProblemError('password-weak', 'it is the old one');
  const password = await hashPassword(words.new);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('person')
      .set((e) => ({ password, must_change: false, version: e('version', '+', 1) }))
      .where('id', '=', id)
      .execute();
    await trx.deleteFrom('session').where('person', '=', id).where('hash', '<>', hash).execute();
  });
}

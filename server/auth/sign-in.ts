import type { Kysely, Transaction } from 'kysely';
import type { OnRecord } from '../audit/log.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { countAttempt, forgetAttempts, pruneAttempts } from './lockout.ts';
import { checkStrength, hashPassword, isPassword } from './passwords.ts';
import { findPerson, readPerson, type PersonRow } from './people-store.ts';
import { secretKey, type Revocations, type Revoke } from './revocations.ts';
import { endSessions, openSession } from './sessions.ts';

/** Told of a locked login: how long it is locked yet. */
export class LockedOut extends ProblemError {
  constructor(readonly seconds: number) {
    super('locked-out', `${seconds} s`);
  }
}

export interface SignInDeps {
  db: Kysely<Database>;
  realNowMs: () => number;
}

/** A login as it is stored, however it was typed. */
export const canonical = (login: string): string => login.normalize('NFKC').trim().toLowerCase();

/** Throws `sign-in-wrong` or LockedOut; for a login that nobody has it does the same, in the same time. */
async function personOfPassword({ db, realNowMs }: SignInDeps, login: string, password: string): Promise<PersonRow> {
  const lockedMs = await countAttempt(db, login, realNowMs());
  if (lockedMs > 0) throw new LockedOut(Math.ceil(lockedMs / 1000));
  const person = await findPerson(db, login);
  const right = await isPassword(person?.password ?? null, password);
  if (person === undefined || !right || person.disabled) throw new ProblemError('sign-in-wrong');
  await forgetAttempts(db, login);
  return person;
}

/** While a password was being checked another may have been set, and the sessions of the old one ended. */
async function refuseIfChanged(trx: Transaction<Database>, { id, password }: PersonRow): Promise<void> {
  const now = await trx
    .selectFrom('person')
    .select(['password', 'disabled'])
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst();
  if (now?.password !== password || now.disabled) throw new ProblemError('sign-in-wrong');
}

/** What else belongs to an opened session, in its transaction. */
export type OnOpened = (trx: Transaction<Database>, revoke: Revoke, person: PersonRow) => Promise<void>;

/** Opens a session for whoever knows the password; returns its secret. Throws `sign-in-wrong` or LockedOut. */
export async function signIn(
  deps: SignInDeps & { revocations: Revocations },
  { login, password }: { login: string; password: string },
  onOpened: OnOpened,
): Promise<{ secret: string; person: PersonRow }> {
  const { db, realNowMs, revocations } = deps;
  const person = await personOfPassword(deps, canonical(login), password);
  await pruneAttempts(db, realNowMs());
  const secret = await revocations.during(async (trx, revoke) => {
    await refuseIfChanged(trx, person);
    const opened = await openSession(trx, person.id, realNowMs());
    await onOpened(trx, revoke, person);
    return opened;
  });
  return { secret, person };
}

/**
 * Sets a person's own password; their other sessions end. Guesses at the old one count as those at the door do. Throws
 * `sign-in-wrong`, LockedOut, `password-weak`.
 */
export async function setPassword(
  deps: SignInDeps & { revocations: Revocations },
  { id, hash }: { id: string; hash: string },
  words: { old: string; new: string },
  onRecord: OnRecord,
): Promise<void> {
  const { login } = await readPerson(deps.db, id);
  const person = await personOfPassword(deps, login, words.old);
  checkStrength(words.new, login);
  if (words.new === words.old) throw new ProblemError('password-weak', 'it is the old one');
  const password = await hashPassword(words.new);
  await deps.revocations.during(async (trx, revoke) => {
    await refuseIfChanged(trx, person);
    await trx
      .updateTable('person')
      .set((e) => ({ password, must_change: false, version: e('version', '+', 1) }))
      .where('id', '=', id)
      .execute();
    await endSessions(trx, revoke, id, hash);
    // Its own socket comes back at once, and every server asks anew who this is.
    await revoke(secretKey(hash));
    await onRecord(trx);
  });
}

import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { Caller } from './caller.ts';
import { sessionOf } from './caller.ts';
import { countAttempt, forgetAttempts, pruneAttempts } from './lockout.ts';
import { hashPassword, verifyPassword, weaknessOf } from './passwords.ts';
import { endSessions, type PersonRow } from './people.ts';
import type { Revocations } from './revocations.ts';
import { hashOf } from './secrets.ts';
import { openSession, type OpenedSession } from './sessions.ts';

/** A login is locked; tells when to try again. */
export class LockedOut extends ProblemError {
  constructor(readonly leftMs: number) {
    super('locked-out');
  }
}

export interface SignInDeps {
  db: Kysely<Database>;
  realNowMs: () => number;
}

const canonical = (login: string): string => login.normalize('NFKC').trim().toLowerCase();

/** Throws `locked-out` or `sign-in-wrong`; for a login that nobody has it does the same, in the same time. */
async function personOfPassword({ db, realNowMs }: SignInDeps, typed: string, password: string): Promise<PersonRow> {
  const nowMs = realNowMs();
  const login = canonical(typed);
  const leftMs = await countAttempt(db, login, nowMs);
  if (leftMs > 0) throw new LockedOut(leftMs);
  const row = await db.selectFrom('person').selectAll().where('login', '=', login).executeTakeFirst();
  const isRight = await verifyPassword(row?.password_hash ?? null, password);
  if (row === undefined || !isRight || row.disabled_at !== null || isOver(row, nowMs))
    throw new ProblemError('sign-in-wrong');
  await forgetAttempts(db, login);
  return row;
}

const isOver = ({ password_until }: PersonRow, nowMs: number): boolean =>
  password_until !== null && password_until.getTime() <= nowMs;

/** Opens a session for a login and its password. */
export async function signIn(
  deps: SignInDeps,
  { login, password }: { login: string; password: string },
): Promise<OpenedSession> {
  const { db, realNowMs } = deps;
  const person = await personOfPassword(deps, login, password);
  await pruneAttempts(db, realNowMs());
  return db.transaction().execute(async (trx) => {
    await refuseIfChanged(trx, person);
    return openSession(trx, { personId: person.id }, realNowMs());
  });
}

/** While the password was being checked another may have been set, and the sessions of the old one ended. */
async function refuseIfChanged(trx: Transaction<Database>, { id, password_hash }: PersonRow): Promise<void> {
  const now = await trx
    .selectFrom('person')
    .select(['password_hash', 'disabled_at'])
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst();
  if (now?.password_hash !== password_hash || now.disabled_at !== null) throw new ProblemError('sign-in-wrong');
}

/** A screen's link becomes a session, which a cookie can hold; throws `display-link-ended`. */
export async function signInDisplay({ db, realNowMs }: SignInDeps, secret: string): Promise<OpenedSession> {
  const nowMs = realNowMs();
  const token = await db
    .selectFrom('api_token')
    .select(['id', 'revoked_at', 'expires_at'])
    .where('hash', '=', hashOf(secret))
    .where('kind', '=', 'display')
    .executeTakeFirst();
  const isGood = token?.revoked_at === null && (token.expires_at?.getTime() ?? Infinity) > nowMs;
  if (!isGood) throw new ProblemError('display-link-ended');
  return openSession(db, { tokenId: token.id }, nowMs);
}

/** Ends one session by its hash, and its sockets. */
export const endSession = (revocations: Revocations, hash: string): Promise<void> =>
  revocations.during(async (trx, revoke) => {
    const ended = await trx.deleteFrom('session').where('id', '=', hash).returning('id').execute();
    if (ended.length > 0) await revoke(`session:${hash}`);
  });

export interface PasswordWish {
  password: string;
  newPassword: string;
  /** Of the sentence that says why it is refused. */
  language: 'zh' | 'en';
}

/**
 * Sets a person's own password; all their other sessions end. Guesses at the present one count as those at the door do.
 * Throws `sign-in-wrong`, `locked-out` or `password-weak`.
 */
export async function setPassword(
  deps: SignInDeps & { revocations: Revocations },
  caller: Caller,
  { password, newPassword, language }: PasswordWish,
): Promise<void> {
  const { db, realNowMs, revocations } = deps;
  const { login } = await db
    .selectFrom('person')
    .select('login')
    .where('id', '=', caller.subject.id)
    .executeTakeFirstOrThrow();
  const person = await personOfPassword(deps, login, password);
  const weakness = password === newPassword ? sameAgain : weaknessOf(newPassword, login);
  if (weakness !== undefined) throw weakPassword(weakness[language]);
  const password_hash = await hashPassword(newPassword);
  await revocations.during(async (trx, revoke) => {
    await refuseIfChanged(trx, person);
    await trx
      .updateTable('person')
      .set((e) => ({
        ...{ password_hash, must_change: false, password_until: null, password_set_at: new Date(realNowMs()) },
        version: e('version', '+', 1),
      }))
      .where('id', '=', person.id)
      .execute();
    await endSessions(trx, revoke, person.id, sessionOf(caller));
    await revoke(`person:${person.id}`);
  });
}

const sameAgain = { zh: '不能与原密码相同', en: 'is the present one' };

const weakPassword = (message: string): ProblemError =>
  new ProblemError('password-weak', message, [{ pointer: '/newPassword', message }]);

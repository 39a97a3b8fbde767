import type { Request, Response } from 'express';
import type { Transaction } from 'kysely';
import type { Session } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { deedOf } from '../http/deed.ts';
import { setSessionCookie } from './cookies.ts';
import type { AuthDeps } from './deps.ts';
import type { Authenticated } from './authenticator.ts';
import type { PersonRow } from './people-store.ts';
import { csrfOf } from './secrets.ts';
import type { Revoke } from './revocations.ts';
import { dropSession } from './sessions.ts';

export const presentSession = ({ subject, mustChange, csrf }: Omit<Authenticated, 'hash'>): Session => {
  const { kind, id, name, grants } = subject;
  return { kind, id, name, grants: [...grants], mustChange, csrf };
};

/** A session that was just opened. */
export interface Opened {
  secret: string;
  person: PersonRow;
}

/** The last of opening a session: one that the browser had before ends, and the new one goes on record. */
export const settled =
  ({ audit }: AuthDeps, req: Request) =>
  async (trx: Transaction<Database>, revoke: Revoke, { id, name }: PersonRow): Promise<void> => {
    if (req.auth?.csrf != null && req.auth.subject.kind === 'person') await dropSession(trx, revoke, req.auth.hash);
    await audit.within({ ...deedOf(req), actor: { kind: 'person', id, name }, outcome: 'taken', code: null })(trx);
  };

/** Gives the browser the session. */
export function present(res: Response, { secret, person }: Opened): Session {
  setSessionCookie(res, secret);
  const { id, name, grants, must_change: mustChange } = person;
  return presentSession({ subject: { kind: 'person', id, name, grants }, mustChange, csrf: csrfOf(secret) });
}

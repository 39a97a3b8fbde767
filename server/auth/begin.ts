import type { Response } from 'express';
import type { Session } from '../contract/people.ts';
import { deedOf } from '../http/deed.ts';
import { setSessionCookie } from './cookies.ts';
import type { AuthDeps } from './deps.ts';
import type { Authenticated } from './authenticator.ts';
import type { PersonRow } from './people-store.ts';
import { csrfOf } from './secrets.ts';
import { endSession } from './sessions.ts';

export const presentSession = ({ subject, mustChange, csrf }: Omit<Authenticated, 'hash'>): Session => {
  const { kind, id, name, grants } = subject;
  return { kind, id, name, grants: [...grants], mustChange, csrf };
};

/** Gives the browser the session that was just opened, and puts it on record; one that it had before ends. */
export async function begin(
  { audit, revocations }: AuthDeps,
  res: Response,
  { secret, person }: { secret: string; person: PersonRow },
): Promise<Session> {
  const { req } = res;
  if (req.auth?.csrf != null && req.auth.subject.kind === 'person') await endSession(revocations, req.auth.hash);
  const actor = { kind: 'person' as const, id: person.id, name: person.name };
  await audit.add({ ...deedOf(req), actor, outcome: 'taken', code: null });
  setSessionCookie(res, secret);
  const subject = { ...actor, grants: person.grants };
  return presentSession({ subject, mustChange: person.must_change, csrf: csrfOf(secret) });
}

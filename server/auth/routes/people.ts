import type { Request } from 'express';
import { z } from 'zod';
import {
  oneTimeSchema,
  personChangeSchema,
  personCreateSchema,
  personSchema,
  sessionSchema,
} from '../../contract/sign-in.ts';
import { ProblemError } from '../../http/problem.ts';
import { route, type Route } from '../../http/route.ts';
import { requiredVersion, withTag } from '../../http/version.ts';
import type { Auth } from '../auth.ts';
import { isAdministrator, type Caller } from '../caller.ts';
import { addPerson, changePerson, endSessions, giveOneTimePassword, listPeople, oneTimeMs } from '../people.ts';
import { callerOf } from './session.ts';

/** People and tokens are the administrator's alone; throws `sign-in-needed` or `not-allowed`. */
export function administratorOf(req: Request): Caller {
  const caller = callerOf(req);
  if (!isAdministrator(caller.subject)) throw new ProblemError('not-allowed');
  return caller;
}

const params = z.object({ id: z.uuid() });
const mine = ['sign-in-needed', 'not-allowed', 'csrf-wrong'] as const;

export const peopleRoutes = (auth: Auth): Route[] => [
  route(
    {
      method: 'get',
      path: '/people',
      id: 'listPeople',
      summary: 'Everyone who can sign in, or could',
      answer: { schema: z.object({ people: z.array(personSchema) }) },
      problems: [...mine],
    },
    async ({ req }) => {
      administratorOf(req);
      return { people: await listPeople(auth.db) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/people',
      id: 'addPerson',
      summary: 'Adds a person; the answer holds the one-time password, which is told only here',
      body: personCreateSchema,
      answer: { status: 201, schema: oneTimeSchema },
      problems: [...mine, 'input-invalid', 'login-taken'],
    },
    async ({ req, res, body }) => {
      administratorOf(req);
      const nowMs = auth.realNowMs();
      const added = await addPerson(auth.db, body, { now: new Date(nowMs), until: new Date(nowMs + oneTimeMs) });
      res.location(`/api/v1/people/${added.person.id}`).set('Cache-Control', 'no-store');
      return added;
    },
  ),
  route(
    {
      method: 'patch',
      path: '/people/:id',
      id: 'changePerson',
      summary: 'Changes name, telephone or grants, or disables a person, whose sessions and sockets then end',
      params,
      body: personChangeSchema,
      headers: ['If-Match'],
      answer: { schema: personSchema },
      problems: [...mine, 'input-invalid', 'person-unknown', 'version-missing', 'version-stale', 'last-administrator'],
    },
    async ({ req, res, params, body }) => {
      administratorOf(req);
      const wish = { version: requiredVersion(req), change: body, now: new Date(auth.realNowMs()) };
      return withTag(res, await changePerson(auth.revocations, params.id, wish));
    },
  ),
  route(
    {
      method: 'post',
      path: '/people/:id/one-time-password',
      id: 'giveOneTimePassword',
      summary: "Gives another one-time password, told only here; the person's sessions and any lock end",
      params,
      answer: { status: 201, schema: oneTimeSchema },
      problems: [...mine, 'person-unknown'],
    },
    async ({ req, res, params }) => {
      administratorOf(req);
      res.set('Cache-Control', 'no-store');
      return giveOneTimePassword(auth.revocations, params.id, new Date(auth.realNowMs() + oneTimeMs));
    },
  ),
  route(
    {
      method: 'get',
      path: '/people/:id/sessions',
      id: 'listSessions',
      summary: 'Where a person is signed in',
      params,
      answer: { schema: z.object({ sessions: z.array(sessionSchema) }) },
      problems: [...mine],
    },
    async ({ req, params }) => {
      administratorOf(req);
      const rows = await auth.db
        .selectFrom('session')
        .select(['created_at', 'last_seen_at', 'expires_at'])
        .where('person_id', '=', params.id)
        .orderBy('created_at', 'desc')
        .execute();
      return {
        sessions: rows.map((r) => ({
          createdAt: r.created_at.toISOString(),
          lastSeenAt: r.last_seen_at.toISOString(),
          expiresAt: r.expires_at.toISOString(),
        })),
      };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/people/:id/sessions',
      id: 'endSessions',
      summary: 'Signs a person out everywhere; their sockets close at once',
      params,
      answer: { schema: z.object({ ended: z.int() }) },
      problems: [...mine],
    },
    async ({ req, params }) => {
      administratorOf(req);
      return { ended: await auth.revocations.during((trx, revoke) => endSessions(trx, revoke, params.id)) };
    },
  ),
];

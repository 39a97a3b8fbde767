import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  displaySignInSchema,
  passwordChangeSchema,
  sessionSchema,
  signInSchema,
  waysInSchema,
} from '../../contract/people.ts';
import { deedOf, noteDetail } from '../../http/deed.ts';
import { ProblemError } from '../../http/problem.ts';
import { route, type Route } from '../../http/route.ts';
import { present, presentSession, settled } from '../begin.ts';
import { clearSessionCookie, displayDays, setSessionCookie } from '../cookies.ts';
import type { AuthDeps } from '../deps.ts';
import { csrfOf } from '../secrets.ts';
import { dropSession } from '../sessions.ts';
import { findPerson } from '../people-store.ts';
import { canonical, LockedOut, setPassword, signIn } from '../sign-in.ts';

/** Tells a locked login when it may try again. */
const orRetryAfter = <T>(res: Response, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    if (error instanceof LockedOut) res.set('Retry-After', String(error.seconds));
    throw error;
  });

/**
 * Notes for the record whose login was tried in vain. What nobody is called is not kept: a password is now and then typed
 * in the wrong field.
 */
async function noteTried({ db }: AuthDeps, req: Request, { login }: { login: string }, error: unknown): Promise<never> {
  const person = await findPerson(db, canonical(login));
  if (person !== undefined) noteDetail(req, { login: person.login });
  throw error;
}

/** How somebody gets in. */
const doorRoutes = (deps: AuthDeps): Route[] => [
  route(
    {
      method: 'post',
      path: '/session',
      access: 'public',
      id: 'signIn',
      summary: 'Signs in with a password; the session is in an http-only cookie',
      body: signInSchema,
      answer: { status: 201, schema: sessionSchema },
      problems: ['input-invalid', 'sign-in-wrong', 'locked-out', 'too-many-requests', 'csrf-wrong'],
    },
    async ({ body, req, res }) => {
      const opening = signIn(deps, body, settled(deps, req)).catch((error: unknown) =>
        noteTried(deps, req, body, error),
      );
      return present(res, await orRetryAfter(res, opening));
    },
  ),
  route(
    {
      method: 'post',
      path: '/session/token',
      access: 'public',
      id: 'openDisplay',
      summary: 'Signs a screen in with a token, which the browser then keeps in an http-only cookie',
      body: displaySignInSchema,
      answer: { status: 201, schema: sessionSchema },
      problems: ['input-invalid', 'sign-in-wrong', 'too-many-requests', 'csrf-wrong'],
    },
    async ({ body, req, res }) => {
      const known = await deps.who.knownBy(body.token);
      if (known === null || known.subject.kind !== 'token') throw new ProblemError('sign-in-wrong');
      const { id, name } = known.subject;
      await deps.audit.add({ ...deedOf(req), actor: { kind: 'token', id, name }, outcome: 'taken', code: null });
      setSessionCookie(res, body.token, displayDays);
      return presentSession({ ...known, csrf: csrfOf(body.token) });
    },
  ),
  route(
    {
      method: 'get',
      path: '/session/ways',
      access: 'public',
      id: 'getWaysIn',
      summary: 'How one can sign in here',
      answer: { schema: waysInSchema },
      problems: [],
    },
    () => ({ password: true, service: deps.oidc !== null }),
  ),
];

/** What is behind the door: who one is, and the way out. */
const insideRoutes = (deps: AuthDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/session',
      access: 'self',
      id: 'getSession',
      summary: 'Who is signed in',
      answer: { schema: sessionSchema },
      problems: ['sign-in-needed'],
    },
    ({ req, res }) => {
      res.set('Cache-Control', 'no-store');
      return presentSession(req.auth!);
    },
  ),
  route(
    {
      method: 'delete',
      path: '/session',
      access: 'self',
      id: 'signOut',
      summary: 'Signs out: the session ends, and its sockets with it',
      answer: { schema: z.object({}) },
      problems: ['sign-in-needed', 'csrf-wrong'],
    },
    async ({ req, res }) => {
      await deps.revocations.during(async (trx, revoke) => {
        await dropSession(trx, revoke, req.auth!.hash);
        await deps.audit.within({ ...deedOf(req), outcome: 'taken', code: null })(trx);
      });
      clearSessionCookie(res);
      return {};
    },
  ),
  route(
    {
      method: 'put',
      path: '/session/password',
      access: 'self',
      id: 'setPassword',
      summary: 'Sets one’s own password; all other sessions of the person end',
      body: passwordChangeSchema,
      answer: { schema: sessionSchema },
      problems: [
        ...(['sign-in-needed', 'csrf-wrong', 'input-invalid', 'sign-in-wrong'] as const),
        ...(['locked-out', 'too-many-requests', 'password-weak', 'not-allowed'] as const),
      ],
    },
    async ({ body, req, res }) => {
      const { subject, hash, csrf } = req.auth!;
      if (subject.kind !== 'person') throw new ProblemError('not-allowed', 'a token has no password');
      const onRecord = deps.audit.within({ ...deedOf(req), outcome: 'taken', code: null });
      await orRetryAfter(res, setPassword(deps, { id: subject.id, hash }, body, onRecord));
      return presentSession({ subject, mustChange: false, csrf });
    },
  ),
];

export const sessionRoutes = (deps: AuthDeps): Route[] => [...doorRoutes(deps), ...insideRoutes(deps)];

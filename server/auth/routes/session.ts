import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  displaySignInSchema,
  passwordChangeSchema,
  signInSchema,
  waysInSchema,
  whoSchema,
  type Who,
} from '../../contract/sign-in.ts';
import { ProblemError } from '../../http/problem.ts';
import { languageOf, route, type Route } from '../../http/route.ts';
import type { Auth } from '../auth.ts';
import { sessionOf, type Caller } from '../caller.ts';
import { clearSessionCookie, setSessionCookie } from '../cookies.ts';
import { credentialOf } from '../credential.ts';
import { displayMs, type OpenedSession } from '../sessions.ts';
import { endSession, LockedOut, setPassword, signIn, signInDisplay } from '../sign-in.ts';

const whoOf = ({ subject, csrf, mustChange }: Caller): Who => ({
  ...subject,
  grants: [...subject.grants],
  csrf,
  mustChange,
});

/** The caller; throws `sign-in-needed` where there is none. */
export function callerOf({ caller }: Request): Caller {
  if (caller === null) throw new ProblemError('sign-in-needed');
  return caller;
}

/** Answers with the session that was just opened; one that the browser had before ends. */
export async function begin(auth: Auth, req: Request, res: Response, session: OpenedSession): Promise<Who> {
  const before = req.caller === null ? undefined : sessionOf(req.caller);
  if (before !== undefined) await endSession(auth.revocations, before);
  setSessionCookie(req, res, session);
  const caller = await auth.authenticator.check({ by: 'cookie', secret: session.secret });
  if (caller === null) throw new ProblemError('sign-in-needed');
  return whoOf(caller);
}

/** Tells a locked login when it may try again. */
async function orRetryAfter<T>(res: Response, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof LockedOut) res.set('Retry-After', String(Math.ceil(error.leftMs / 1000)));
    throw error;
  });
}

const doorProblems = ['sign-in-wrong', 'locked-out', 'too-many-requests', 'csrf-wrong', 'input-invalid'] as const;

export const sessionRoutes = (auth: Auth): Route[] => [
  route(
    {
      method: 'post',
      path: '/session',
      id: 'signIn',
      summary: 'Signs in with login and password; the answer sets the session cookie',
      body: signInSchema,
      answer: { status: 201, schema: whoSchema },
      problems: [...doorProblems],
    },
    async ({ body, req, res }) => begin(auth, req, res, await orRetryAfter(res, signIn(auth, body))),
  ),
  route(
    {
      method: 'post',
      path: '/session/display',
      id: 'signInDisplay',
      summary: 'Signs a screen in with the secret of its link; the answer sets the session cookie',
      body: displaySignInSchema,
      answer: { status: 201, schema: whoSchema },
      problems: ['display-link-ended', 'too-many-requests', 'csrf-wrong', 'input-invalid'],
    },
    async ({ body, req, res }) => begin(auth, req, res, await signInDisplay(auth, body.secret)),
  ),
  route(
    {
      method: 'get',
      path: '/session',
      id: 'whoAmI',
      summary: 'Who is signed in',
      answer: { schema: whoSchema },
      problems: ['sign-in-needed'],
    },
    ({ req, res }) => {
      res.set('Cache-Control', 'no-store');
      const caller = callerOf(req);
      const shown = credentialOf(req);
      // A screen's cookie is drawn out each time its page starts.
      if (caller.subject.kind === 'token' && shown?.by === 'cookie')
        setSessionCookie(req, res, { secret: shown.secret, lifeMs: displayMs });
      return whoOf(caller);
    },
  ),
  route(
    {
      method: 'get',
      path: '/session/ways',
      id: 'waysIn',
      summary: 'How one can sign in here',
      answer: { schema: waysInSchema },
      problems: [],
    },
    () => ({ password: true, oidc: auth.oidc !== null }),
  ),
  route(
    {
      method: 'delete',
      path: '/session',
      id: 'signOut',
      summary: 'Signs out: the session and its sockets end',
      answer: { schema: z.object({ ended: z.boolean() }) },
      problems: ['csrf-wrong'],
    },
    async ({ req, res }) => {
      const hash = req.caller === null ? undefined : sessionOf(req.caller);
      if (hash !== undefined) await endSession(auth.revocations, hash);
      clearSessionCookie(req, res);
      return { ended: hash !== undefined };
    },
  ),
  route(
    {
      method: 'put',
      path: '/session/password',
      id: 'setPassword',
      summary: "Sets one's own password; all one's other sessions end",
      body: passwordChangeSchema,
      answer: { schema: whoSchema },
      problems: ['sign-in-needed', 'not-allowed', 'password-weak', ...doorProblems],
    },
    async ({ body, req, res }) => {
      const caller = callerOf(req);
      if (caller.subject.kind !== 'person') throw new ProblemError('not-allowed');
      await orRetryAfter(res, setPassword(auth, caller, { ...body, language: languageOf(req) }));
      return { ...whoOf(caller), mustChange: false };
    },
  ),
];

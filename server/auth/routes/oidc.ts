import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';
import { problemParameter } from '../../contract/sign-in.ts';
import { ProblemError } from '../../http/problem.ts';
import { route, type Route } from '../../http/route.ts';
import type { Auth } from '../auth.ts';
import { cookieOf } from '../credential.ts';
import { OidcClient, type Flow } from '../oidc.ts';
import { signInByIdentity } from '../oidc-person.ts';
import { begin } from './session.ts';

const flowCookie = 'shaotu_oidc';
const flowLifeMs = 10 * 60_000;

/** The service sends the browser back from its own site: a strict cookie would stay behind. */
const flowOptions = (req: Request): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: req.secure,
  path: '/api/v1/oidc',
});

/** A path of ours, never another site: `//evil.example` would be one. */
const isOwnPath = (path: string): boolean => /^\/(?![/\\])/.test(path) && !/[\p{Cc}\\]/u.test(path);
const backSchema = z.string().max(2000).refine(isOwnPath, 'a path on this server').default('/');
const flowSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), back: backSchema });

function flowOf(req: Request): Flow {
  const cookie = cookieOf(req.headers, flowCookie);
  try {
    return flowSchema.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString('utf8')));
  } catch {
    throw new ProblemError('oidc-refused');
  }
}

/** A browser that comes back must see the page, which tells the problem in words; a program gets the document. */
async function orTellPage(req: Request, res: Response, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ProblemError) || req.accepts(['json', 'html']) !== 'html') throw error;
    res.redirect(303, `/?${problemParameter}=${error.code}`);
  });
}

const html = 'text/html';

export function oidcRoutes(auth: Auth): Route[] {
  const client = auth.oidc === null ? null : new OidcClient(auth.oidc);
  const clientOrThrow = (): OidcClient => {
    if (client === null) throw new ProblemError('oidc-unavailable');
    return client;
  };
  const leave = async (req: Request, res: Response, back: string): Promise<void> => {
    const { url, flow } = await clientOrThrow().begin(back);
    const value = Buffer.from(JSON.stringify(flow)).toString('base64url');
    res.cookie(flowCookie, value, { ...flowOptions(req), maxAge: flowLifeMs });
    res.redirect(303, url.href);
  };
  const comeBack = async (req: Request, res: Response): Promise<void> => {
    const oidc = clientOrThrow();
    const flow = flowOf(req);
    // Once only, however it ends.
    res.clearCookie(flowCookie, flowOptions(req));
    const identity = await oidc.finish(req.originalUrl.split('?')[1] ?? '', flow).catch((error: unknown) => {
      auth.log.warn({ err: error }, 'a sign-in through the service failed');
      throw error;
    });
    await begin(auth, req, res, await signInByIdentity(auth.revocations, identity, auth.realNowMs()));
    res.redirect(303, flow.back);
  };
  return [
    route(
      {
        method: 'get',
        path: '/oidc/start',
        id: 'startOidc',
        summary: 'Sends the browser to the sign-in service',
        query: z.strictObject({ back: backSchema }),
        answer: { status: 303, schema: html },
        problems: ['oidc-unavailable', 'oidc-failed', 'input-invalid'],
      },
      ({ req, res, query }) => orTellPage(req, res, leave(req, res, query.back)),
    ),
    route(
      {
        method: 'get',
        path: '/oidc/callback',
        id: 'finishOidc',
        summary: 'Where the sign-in service sends the browser back to; sets the session cookie',
        query: z.record(z.string(), z.unknown()),
        answer: { status: 303, schema: html },
        problems: ['oidc-unavailable', 'oidc-refused', 'oidc-failed', 'oidc-person-unknown'],
      },
      ({ req, res }) => orTellPage(req, res, comeBack(req, res)),
    ),
  ];
}

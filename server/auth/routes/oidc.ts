import type { CookieOptions, Request, Response } from 'express';
import { z } from 'zod';
import { problemParameter } from '../../contract/people.ts';
import { deedOf } from '../../http/deed.ts';
import { ProblemError } from '../../http/problem.ts';
import { route, type Route } from '../../http/route.ts';
import { present, settled } from '../begin.ts';
import { cookieOf } from '../credential.ts';
import type { AuthDeps } from '../deps.ts';
import { OidcClient, type Flow } from '../oidc.ts';
import { signInByIdentity } from '../oidc-person.ts';

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
  const cookie = cookieOf(req.headers, flowCookie) ?? '';
  try {
    return flowSchema.parse(JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8')));
  } catch {
    throw new ProblemError('oidc-refused');
  }
}

/** A browser that comes back must see the page, which tells the problem in words; a program gets the document. */
async function orTellPage({ deps, req, res }: Visit, work: Promise<void>): Promise<void> {
  await work.catch(async (error: unknown) => {
    if (!(error instanceof ProblemError) || req.accepts(['json', 'html']) !== 'html') throw error;
    await deps.audit.add({ ...deedOf(req), outcome: 'refused', code: error.code });
    res.redirect(303, `/?${problemParameter}=${error.code}`);
  });
}

interface Visit {
  deps: AuthDeps;
  client: () => OidcClient;
  req: Request;
  res: Response;
}

async function leave({ client, req, res }: Visit, back: string): Promise<void> {
  const { url, flow } = await client().begin(back);
  const value = Buffer.from(JSON.stringify(flow)).toString('base64url');
  res.cookie(flowCookie, value, { ...flowOptions(req), maxAge: flowLifeMs });
  res.redirect(303, url.href);
}

async function comeBack({ deps, client, req, res }: Visit): Promise<void> {
  const service = client();
  const flow = flowOf(req);
  // Once only, however it ends.
  res.clearCookie(flowCookie, flowOptions(req));
  const identity = await service.finish(req.originalUrl.split('?')[1] ?? '', flow).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'a sign-in through the service failed');
    throw error;
  });
  const how = { nowMs: deps.realNowMs(), onOpened: settled(deps, req) };
  present(res, await signInByIdentity(deps.revocations, identity, how));
  res.redirect(303, flow.back);
}

export function oidcRoutes(deps: AuthDeps): Route[] {
  const made = deps.oidc === null ? null : new OidcClient(deps.oidc);
  const client = (): OidcClient => {
    if (made === null) throw new ProblemError('oidc-unavailable');
    return made;
  };
  return [
    route(
      {
        method: 'get',
        path: '/oidc/start',
        access: 'public',
        id: 'startOidc',
        summary: 'Sends the browser to the sign-in service',
        query: z.strictObject({ back: backSchema }),
        answer: { status: 303, schema: 'text/html' },
        problems: ['oidc-unavailable', 'oidc-failed', 'input-invalid'],
      },
      ({ req, res, query }) => {
        const visit = { deps, client, req, res };
        return orTellPage(visit, leave(visit, query.back));
      },
    ),
    route(
      {
        method: 'get',
        path: '/oidc/callback',
        access: 'public',
        id: 'finishOidc',
        summary: 'Where the sign-in service sends the browser back to; sets the session’s cookie',
        query: z.record(z.string(), z.unknown()),
        answer: { status: 303, schema: 'text/html' },
        problems: ['oidc-unavailable', 'oidc-refused', 'oidc-failed', 'oidc-person-unknown'],
      },
      ({ req, res }) => {
        const visit = { deps, client, req, res };
        return orTellPage(visit, comeBack(visit));
      },
    ),
  ];
}

import type { Router } from 'express';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../db/schema.ts';
import type { Route } from '../http/route.ts';
import { Authenticator } from './authenticator.ts';
import { apiLimit, productionLimits, signInLimits, type Limits } from './limits.ts';
import { fromOwnPage, identified, ownPasswordFirst } from './middleware.ts';
import type { OidcSettings } from './oidc.ts';
import { Revocations } from './revocations.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { tokenRoutes } from './routes/tokens.ts';

export interface AuthSettings {
  /** Requests in a minute; `null`: as many as come. */
  limits?: Limits | null;
  /** The sign-in service, where there is one. */
  oidc?: OidcSettings | null;
}

/** Who is asking: everything that the rest of the server needs of it. */
export interface Auth {
  db: Kysely<Database>;
  log: Logger;
  realNowMs: () => number;
  authenticator: Authenticator;
  revocations: Revocations;
  oidc: OidcSettings | null;
  limits: Limits | null;
}

export interface AuthDeps extends Pick<Auth, 'db' | 'log' | 'realNowMs'> {
  auth?: AuthSettings;
}

export function createAuth({ db, log, realNowMs, auth = {} }: AuthDeps): Auth {
  const authenticator = new Authenticator({ db, realNowMs });
  const revocations = new Revocations(db);
  revocations.listen((key) => authenticator.forget(key));
  const limits = auth.limits === undefined ? productionLimits : auth.limits;
  return { db, log, realNowMs, authenticator, revocations, oidc: auth.oidc ?? null, limits };
}

export const authRoutes = (auth: Auth): Route[] => [
  ...sessionRoutes(auth),
  ...peopleRoutes(auth),
  ...tokenRoutes(auth),
  ...oidcRoutes(auth),
];

/** What comes before every route below `/api/v1`: who asks, how often, and whether from our own page. */
export function guardRouter(router: Router, { authenticator, limits }: Auth): void {
  router.use(identified(authenticator));
  if (limits !== null) router.use(apiLimit(limits));
  router.use(fromOwnPage, ownPasswordFirst);
}

/** After the bodies are parsed: how often a password or a link may be tried. */
export function limitDoor(router: Router, { limits }: Auth): void {
  if (limits === null) return;
  const door = signInLimits(limits);
  for (const path of ['/session', '/session/display']) router.post(path, ...door);
  router.put('/session/password', ...door);
}

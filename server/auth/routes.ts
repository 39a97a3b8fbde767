import type { Route } from '../http/route.ts';
import type { AuthDeps } from './deps.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { tokenRoutes } from './routes/tokens.ts';

export const authRoutes = (deps: AuthDeps): Route[] => [
  ...sessionRoutes(deps),
  ...oidcRoutes(deps),
  ...peopleRoutes(deps),
  ...tokenRoutes(deps),
];

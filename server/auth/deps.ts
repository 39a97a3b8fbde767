import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { AuditLog } from '../audit/log.ts';
import type { Database } from '../db/schema.ts';
import type { Authenticator } from './authenticator.ts';
import type { OidcSettings } from './oidc.ts';
import type { Revocations } from './revocations.ts';

/** What signing in and the management of people need. */
export interface AuthDeps {
  db: Kysely<Database>;
  log: Logger;
  who: Authenticator;
  audit: AuditLog;
  revocations: Revocations;
  /** The sign-in service (OpenID Connect); null where there is none. */
  oidc: OidcSettings | null;
  realNowMs: () => number;
  newId: () => string;
}

import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Grant, Role } from '../../server/contract/people.ts';
import type { Database } from '../../server/db/schema.ts';
import { mintToken } from '../../server/auth/tokens.ts';

/** A grant; everywhere unless it says otherwise. */
export const grant = (role: Role, where: Partial<Omit<Grant, 'role'>> = {}): Grant => ({
  role,
  city: null,
  area: null,
  department: null,
  ...where,
});

/** Every right that there is, for every city and, as only a token may, for every department. */
export const allGrants: Grant[] = [
  grant('administrator'),
  grant('centre'),
  grant('planner'),
  grant('auditor'),
  grant('street-leader'),
  grant('dispatcher'),
  grant('responder'),
];

/** Secret of the token with all rights that `startTestServer` puts into each test database; `call` and `connectSocket` send it. */
export const fullToken = 'sht_the-token-of-the-tests-which-may-do-everything';

/** Puts `fullToken` into a database of a test. */
export async function putFullToken(db: Kysely<Database>): Promise<void> {
  await mintToken(db, { name: 'tests', kind: 'program', grants: allGrants, secret: fullToken });
}

/** A real token with these grants. */
export async function tokenFor({ db }: { db: Kysely<Database> }, grants: readonly Grant[]): Promise<string> {
  const { secret } = await mintToken(db, { name: `test ${randomUUID()}`, kind: 'program', grants });
  return secret;
}

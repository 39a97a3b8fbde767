import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { newSecret } from '../../server/auth/secrets.ts';
import { addToken } from '../../server/auth/tokens.ts';
import type { Grant, Role, Subject } from '../../server/contract/people.ts';
import type { Database } from '../../server/db/schema.ts';

/** A grant, everywhere where nothing else is said. */
export const grant = (role: Role, where: Partial<Omit<Grant, 'role'>> = {}): Grant => ({
  ...{ role, city: null, area: null, department: null },
  ...where,
});

/** Whoever holds them may do everything everywhere, for every department. */
export const everyGrant: Grant[] = (['administrator', 'centre', 'street-leader', 'dispatcher', 'auditor'] as const).map(
  (role) => grant(role),
);
export const everybody: Subject = { kind: 'system', id: 'test', name: 'test', grants: everyGrant };

/** A token that every test database knows, and that requests and sockets of the tests send unless they say otherwise. */
export const fullToken = 'sht_of-the-tests-which-no-server-but-theirs-knows';

/** Makes a token with these grants; returns its secret. */
export async function tokenFor(db: Kysely<Database>, grants: Grant[], secret = newSecret('token')): Promise<string> {
  await addToken(db, { id: randomUUID(), secret, name: '测试', grants, expiresAt: null, now: new Date() });
  return secret;
}

/** Brings the token of the tests into a database. */
export const addFullToken = (db: Kysely<Database>): Promise<string> => tokenFor(db, everyGrant, fullToken);

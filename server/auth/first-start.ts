import type { Kysely } from 'kysely';
import type { Grant } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { addPerson, giveOneTimePassword } from './people.ts';
import { Revocations } from './revocations.ts';

export const firstLogin = 'admin';

const firstGrants: Grant[] = [
  { role: 'administrator', city: null, area: null, department: null },
  { role: 'centre', city: null, area: null, department: null },
];

/**
 * Makes the first administrator where there is nobody, and gives the one-time password to be shown. As long as the first
 * administrator is alone and has never set a password of their own, each start gives another one: the one before is void.
 * Undefined once that is done.
 */
export async function firstPassword(db: Kysely<Database>, now: Date): Promise<string | undefined> {
  const people = await db.selectFrom('person').selectAll().limit(2).execute();
  const [first, ...others] = people;
  if (first === undefined) {
    const person = { login: firstLogin, name: '系统管理员', phone: null, grants: firstGrants };
    // Another server on the same DATABASE_URL may have been quicker: it says the password.
    return addPerson(db, person, { now, until: null }).then(
      ({ oneTimePassword }) => oneTimePassword,
      (error: unknown) => {
        if (error instanceof ProblemError && error.code === 'login-taken') return undefined;
        throw error;
      },
    );
  }
  const isUntouched =
    others.length === 0 && first.login === firstLogin && first.password_set_at === null && first.oidc_subject === null;
  if (!isUntouched) return undefined;
  return (await giveOneTimePassword(new Revocations(db), first.id, null)).oneTimePassword;
}

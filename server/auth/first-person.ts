import type { Kysely } from 'kysely';
import type { Grant } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { giveOneTimePassword } from './change-person.ts';
import { hashPassword } from './passwords.ts';
import { addPerson, findPerson } from './people-store.ts';
import { Revocations } from './revocations.ts';
import { oneTimePassword } from './secrets.ts';

export const firstLogin = 'admin';

/** The first person manages people everywhere, and in the demo city, where nothing is real, does everything there is to do. */
export const firstGrants = (demoCity: string): Grant[] => [
  { role: 'administrator', city: null, area: null, department: null },
  ...(['centre', 'street-leader', 'dispatcher', 'auditor'] as const).map((role) => ({
    ...{ role, city: demoCity, area: null, department: null },
  })),
];

/**
 * There is no default password: where nobody has signed in yet, a new one-time password for the first person, else
 * undefined. The one of an earlier start that nobody used is good no more.
 */
export async function firstPassword(
  db: Kysely<Database>,
  { demoCity, newId, now }: { demoCity: string; newId: () => string; now: Date },
): Promise<string | undefined> {
  const others = await db.selectFrom('person').select('id').where('login', '<>', firstLogin).limit(1).execute();
  const first = await findPerson(db, firstLogin);
  if (others.length > 0 || first?.must_change === false) return undefined;
  if (first !== undefined) return giveOneTimePassword(new Revocations(db), first.id);
  const words = oneTimePassword();
  const password = await hashPassword(words);
  const grants = firstGrants(demoCity);
  await addPerson(db, { id: newId(), login: firstLogin, name: '管理员', phone: null, grants, password, now });
  return words;
}

import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable, type Transaction, type Updateable } from 'kysely';
import type { Grant } from '../contract/people.ts';
import type { OneTime, Person, PersonChange, PersonCreate } from '../contract/sign-in.ts';
import type { PersonTable } from '../db/people-schema.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { isAdministrator } from './caller.ts';
import { hashPassword } from './passwords.ts';
import type { Revocations, Revoke } from './revocations.ts';
import { newOneTimePassword } from './secrets.ts';

export type PersonRow = Selectable<PersonTable>;

/** How long a one-time password that an administrator gave is good. */
export const oneTimeMs = 7 * 24 * 3_600_000;

export const presentPerson = (row: PersonRow): Person => ({
  id: row.id,
  login: row.login,
  name: row.name,
  phone: row.phone,
  grants: row.grants,
  mustChange: row.must_change,
  oidc: row.oidc_subject !== null,
  disabledAt: row.disabled_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  version: row.version,
});

export async function listPeople(db: Kysely<Database>): Promise<Person[]> {
  const rows = await db.selectFrom('person').selectAll().orderBy('login').execute();
  return rows.map(presentPerson);
}

/** A person for a change, locked; throws `person-unknown`. */
async function personForUpdate(trx: Transaction<Database>, id: string): Promise<PersonRow> {
  const row = await trx.selectFrom('person').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) throw new ProblemError('person-unknown');
  return row;
}

/** A new one-time password and what it sets; after `until` it opens nothing any more (null: no end). */
export async function oneTimeColumns(until: Date | null): Promise<[string, Updateable<PersonTable>]> {
  const password = newOneTimePassword();
  return [password, { password_hash: await hashPassword(password), must_change: true, password_until: until }];
}

/** Adds a person with a one-time password; throws `login-taken`. */
export async function addPerson(
  db: Kysely<Database>,
  { login, name, phone, grants }: PersonCreate,
  { now, until }: { now: Date; until: Date | null },
): Promise<OneTime> {
  const [oneTimePassword, columns] = await oneTimeColumns(until);
  const row = await db
    .insertInto('person')
    .values({
      ...{ id: randomUUID(), login, name, phone, grants: JSON.stringify(grants), created_at: now, version: 1 },
      ...{ password_hash: columns.password_hash, password_until: until, must_change: true },
    })
    .onConflict((c) => c.column('login').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError('login-taken');
  return { person: presentPerson(row), oneTimePassword };
}

/** Stands for "who is an administrator": two who take it from each other at the same moment must not both succeed. */
const administratorsLock = 'shaotu-administrators';

/** Throws `last-administrator` where nobody but `id` could administer. */
async function refuseIfLast(trx: Transaction<Database>, id: string): Promise<void> {
  const others = await trx
    .selectFrom('person')
    .select('grants')
    .where('id', '!=', id)
    .where('disabled_at', 'is', null)
    .execute();
  if (!others.some(isAdministrator)) throw new ProblemError('last-administrator');
}

/** Changes a person that the caller saw at `version`; what they may do follows at once, and disabling ends all they have open. */
export function changePerson(
  revocations: Revocations,
  id: string,
  { version, change, now }: { version: number; change: PersonChange; now: Date },
): Promise<Person> {
  return revocations.during(async (trx, revoke) => {
    await sql`select pg_advisory_xact_lock(hashtext(${administratorsLock}))`.execute(trx);
    const row = await personForUpdate(trx, id);
    if (row.version !== version) throw new ProblemError('version-stale', `version ${row.version}, not ${version}`);
    const next = changed(row, change, now);
    if (isActiveAdministrator(row) && !isActiveAdministrator(next)) await refuseIfLast(trx, id);
    const { name, phone, grants, disabled_at } = next;
    const set = { name, phone, grants: JSON.stringify(grants), disabled_at, version: version + 1 };
    await trx.updateTable('person').set(set).where('id', '=', id).execute();
    if (next.disabled_at !== null) await trx.deleteFrom('session').where('person_id', '=', id).execute();
    await revoke(`person:${id}`);
    return presentPerson({ ...next, version: version + 1 });
  });
}

const isActiveAdministrator = (p: { disabled_at: Date | null; grants: Grant[] }): boolean =>
  p.disabled_at === null && isAdministrator(p);

const changed = (row: PersonRow, { name, phone, grants, disabled }: PersonChange, now: Date): PersonRow => ({
  ...row,
  name: name ?? row.name,
  phone: phone === undefined ? row.phone : phone,
  grants: grants ?? row.grants,
  disabled_at: disabled === undefined ? row.disabled_at : disabled ? (row.disabled_at ?? now) : null,
});

/** Gives a person another one-time password: the present one, the sessions and any lock end. */
export async function giveOneTimePassword(revocations: Revocations, id: string, until: Date | null): Promise<OneTime> {
  const [oneTimePassword, columns] = await oneTimeColumns(until);
  const person = await revocations.during(async (trx, revoke) => {
    const row = await personForUpdate(trx, id);
    const version = row.version + 1;
    await trx
      .updateTable('person')
      .set({ ...columns, version })
      .where('id', '=', id)
      .execute();
    await trx.deleteFrom('signin_failure').where('login', '=', row.login).execute();
    await endSessions(trx, revoke, id);
    return presentPerson({ ...row, must_change: true, version });
  });
  return { person, oneTimePassword };
}

/** Ends a person's sessions, all but `but` (a hash); says how many those were. */
export async function endSessions(
  trx: Transaction<Database>,
  revoke: Revoke,
  personId: string,
  but = '',
): Promise<number> {
  const ended = await trx
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .where('id', '!=', but)
    .returning('id')
    .execute();
  for (const { id } of ended) await revoke(`session:${id}`);
  return ended.length;
}

import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Person, PersonCreate } from '../contract/people.ts';
import type { Database, PersonTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';

type Db = Kysely<Database> | Transaction<Database>;
export type PersonRow = Selectable<PersonTable>;

export const presentPerson = (p: PersonRow): Person => ({
  id: p.id,
  login: p.login,
  name: p.name,
  phone: p.phone,
  grants: p.grants,
  mustChange: p.must_change,
  disabled: p.disabled,
  serviceSubject: p.service_subject,
  createdAt: p.created_at.toISOString(),
  version: p.version,
});

export const findPerson = (db: Db, login: string): Promise<PersonRow | undefined> =>
  db.selectFrom('person').selectAll().where('login', '=', login).executeTakeFirst();

/** Throws `person-unknown`. */
export async function readPerson(db: Db, id: string): Promise<PersonRow> {
  const person = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
  if (person === undefined) throw new ProblemError('person-unknown', id);
  return person;
}

export const listPeople = async (db: Db): Promise<Person[]> =>
  (await db.selectFrom('person').selectAll().orderBy('login').execute()).map(presentPerson);

export interface NewPerson extends PersonCreate {
  id: string;
  /** Of a one-time password. */
  password: string;
  now: Date;
}

/** Throws `login-taken`. */
export async function addPerson(
  db: Db,
  { id, login, name, phone, grants, password, now }: NewPerson,
): Promise<PersonRow> {
  const row = await db
    .insertInto('person')
    .values({
      ...{ id, login, name, phone, password, must_change: true },
      ...{ grants: JSON.stringify(grants), created_at: now, version: 1 },
    })
    .onConflict((c) => c.column('login').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError('login-taken', login);
  return row;
}

/** How many administer every city: the last one must stay, since nobody else can make another. */
export async function countAdministrators(db: Db): Promise<number> {
  const { n } = await db
    .selectFrom('person')
    .select((q) => q.fn.countAll<number>().as('n'))
    .where('disabled', '=', false)
    .where(sql<boolean>`grants @> '[{"role": "administrator", "city": null, "area": null}]'`)
    .executeTakeFirstOrThrow();
  return n;
}

import { sql, type Migration } from 'kysely';

const statements = [
  // By what was typed, whether or not there is such a person: an unknown login must not look otherwise than a known one.
  `create table sign_in_failure (
    login text primary key, failed integer not null, last_at timestamptz not null, locked_until timestamptz)`,
  `insert into sign_in_failure (login, failed, last_at, locked_until)
    select login, wrong_passwords, now(), locked_until from person where wrong_passwords > 0`,
  `alter table person drop column wrong_passwords, drop column locked_until,
    add column service_issuer text, add column service_subject text,
    add check ((service_issuer is null) = (service_subject is null)),
    add unique (service_issuer, service_subject)`,
];

/** Locks by login alone, and whom a sign-in service (OpenID Connect) knows a person as. */
export const signIn0010: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

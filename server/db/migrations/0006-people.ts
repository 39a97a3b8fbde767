import { sql, type Migration } from 'kysely';

const statements = [
  `create table person (
    id uuid primary key, login text not null unique, name text not null, phone text,
    -- argon2id in PHC form; null where the person signs in elsewhere only.
    password text, must_change boolean not null,
    grants jsonb not null,
    wrong_passwords integer not null default 0, locked_until timestamptz,
    disabled boolean not null default false, created_at timestamptz not null, version integer not null)`,
  // Of sessions and tokens only the SHA-256 of the secret is kept.
  `create table session (
    hash text primary key, person uuid not null references person,
    created_at timestamptz not null, seen_at timestamptz not null)`,
  `create index session_person on session (person)`,
  `create table api_token (
    id uuid primary key, hash text not null unique, name text not null, grants jsonb not null,
    created_at timestamptz not null, expires_at timestamptz, revoked_at timestamptz)`,
];

/** Who may sign in, who is signed in, and tokens for programs and screens. */
export const people0006: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

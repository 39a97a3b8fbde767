import { sql, type Migration } from 'kysely';

const statements = [
  // `password_until`: end of a one-time password; `password_set_at`: when the person last chose one themselves.
  `create table person (
    id uuid primary key, login text not null unique check (login = lower(login)), name text not null, phone text,
    password_hash text, must_change boolean not null, password_until timestamptz, password_set_at timestamptz,
    oidc_issuer text, oidc_subject text, grants jsonb not null,
    disabled_at timestamptz, created_at timestamptz not null, version integer not null,
    unique (oidc_issuer, oidc_subject), check ((oidc_issuer is null) = (oidc_subject is null)))`,
  `create table api_token (
    id uuid primary key, hash text not null unique, name text not null,
    kind text not null check (kind in ('program', 'display')), grants jsonb not null,
    created_by uuid references person, created_at timestamptz not null, expires_at timestamptz,
    revoked_at timestamptz, last_used_at timestamptz)`,
  // Of a person, or of a screen on a wall, which a token stands for. The id is the SHA-256 of the cookie's secret.
  `create table session (
    id text primary key, person_id uuid references person, token_id uuid references api_token,
    created_at timestamptz not null, last_seen_at timestamptz not null, expires_at timestamptz not null,
    check ((person_id is null) <> (token_id is null)))`,
  `create index session_person on session (person_id)`,
  `create index session_token on session (token_id)`,
  `create index session_end on session (expires_at)`,
  // By what was typed, whether or not there is such a person: an unknown login must not look otherwise than a known one.
  `create table signin_failure (
    login text primary key, failed integer not null, last_at timestamptz not null, locked_until timestamptz)`,
];

/** Who is asking: people, their sessions, tokens of programs and screens. Of every secret only a hash is kept. */
export const people0005: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

import { sql, type Migration } from 'kysely';

const statements = [
  `create table audit (
    chain text not null, seq bigint not null, at timestamptz not null,
    actor jsonb not null, action text not null, target text not null,
    outcome text not null check (outcome in ('taken', 'refused')), code text,
    -- JSON as the text that was hashed: jsonb would write it anew.
    detail text not null, hash text not null,
    primary key (chain, seq))`,
  `create index audit_at on audit (at)`,
  // Where each chain ends; written with its last rows.
  `create table audit_head (chain text primary key, seq bigint not null, hash text not null)`,
  `create function audit_is_final() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is only added to'; end $$`,
  `create trigger audit_is_final before update or delete on audit for each row execute function audit_is_final()`,
  `create trigger audit_stays before truncate on audit for each statement execute function audit_is_final()`,
];

/** Who did what and what was refused, in chains that anyone can check. */
export const audit0008: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

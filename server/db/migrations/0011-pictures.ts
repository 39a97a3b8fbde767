import { sql, type Migration } from 'kysely';

const statements = [
  `create table picture (
    id uuid primary key, city_id text not null references city, whistle_id uuid not null references whistle,
    step text not null check (step in ('call', 'resolve', 'verify', 'evaluate')), department text,
    by_id text not null, by_name text not null, at timestamptz not null,
    -- Of the file as it was sent: the same one is not put twice to one step.
    sent_sha256 text not null,
    sha256 text not null, width integer not null, height integer not null,
    image bytea not null, thumbnail bytea not null)`,
  // They are packed already.
  `alter table picture alter image set storage external, alter thumbnail set storage external`,
  `create index picture_of_whistle on picture (whistle_id, at)`,
  `alter table whistle add pictures integer not null default 0`,
  `update whistle set departments = (
    select jsonb_agg(
      case when jsonb_typeof(part -> 'evaluation') = 'object' then jsonb_set(part, '{evaluation,pictures}', '[]')
        else part end order by place
    ) from jsonb_array_elements(departments) with ordinality as parts (part, place)
  ) where jsonb_path_exists(departments, '$[*].evaluation ? (@.type() == "object")')`,
  `update city set floor_seq = head_seq + 1`,
];

/** Pictures on whistles, and grades that refer to them. */
export const pictures0011: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

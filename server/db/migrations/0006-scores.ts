import { sql, type Migration } from 'kysely';

const statements = [
  // All instants that a score may ask about, in one column: a period then reads its own whistles and no others.
  `create function whistle_span(departments jsonb, called_at timestamptz, resolve_by timestamptz, closed_at timestamptz)
    returns tstzrange language sql immutable parallel safe as $$
    select tstzrange(min(at), max(at), '[]') from (
      select unnest(array[called_at, resolve_by, closed_at])
      union all
      select (part ->> name)::timestamptz
      from jsonb_array_elements(departments) part,
        unnest(array['calledAt', 'reportBy', 'reportedAt', 'resolveBy', 'resolvedAt', 'releasedAt']) name
    ) instants (at) $$`,
  `alter table whistle add span tstzrange not null
    generated always as (whistle_span(departments, called_at, resolve_by, closed_at)) stored`,
  `create index whistle_span on whistle (city_id, upper(span))`,
  // Official figures are recomputed from the log: from now on it loses nothing.
  `create trigger event_is_kept before delete on event for each row execute function event_is_final()`,
  `create trigger event_is_kept_whole before truncate on event for each statement execute function event_is_final()`,
  `create or replace function event_is_final() returns trigger language plpgsql as
    $$ begin raise exception 'an event is never changed or removed'; end $$`,
];

/** Departments are scored from the log by period. */
export const scores0006: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

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
  // What scores read of the parts, kept unpacked: to unpack the parts of a year takes longer than to count them.
  `create type score_part as (
    department text, called_at timestamptz, released_at timestamptz, report_by timestamptz, reported_at timestamptz,
    resolve_by timestamptz, resolved_at timestamptz, speed smallint, quality smallint)`,
  `create function score_parts(departments jsonb) returns score_part[] language sql immutable parallel safe as $$
    select array_agg((department, "calledAt", "releasedAt", "reportBy", "reportedAt", "resolveBy", "resolvedAt",
      (evaluation ->> 'speed')::smallint, (evaluation ->> 'quality')::smallint)::score_part)
    from jsonb_to_recordset(departments) as part(
      department text, "calledAt" timestamptz, "releasedAt" timestamptz, "reportBy" timestamptz,
      "reportedAt" timestamptz, "resolveBy" timestamptz, "resolvedAt" timestamptz, evaluation jsonb) $$`,
  `alter table whistle
    add span tstzrange not null
      generated always as (whistle_span(departments, called_at, resolve_by, closed_at)) stored,
    add score_parts score_part[] generated always as (score_parts(departments)) stored`,
  `create index whistle_span on whistle (city_id, upper(span))`,
  // Official figures are recomputed from the log: from now on it loses nothing.
  `create trigger event_is_kept before delete on event for each row execute function event_is_final()`,
  `create trigger event_is_kept_whole before truncate on event for each statement execute function event_is_final()`,
  `create or replace function event_is_final() returns trigger language plpgsql as
    $$ begin raise exception 'an event is never changed or removed'; end $$`,
];

/** Departments are scored from the log by period. */
export const scores0007: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

import { sql, type Migration } from 'kysely';

const statements = [
  `alter table whistle
    add verified_at timestamptz,
    add urges integer not null default 0, add chases integer not null default 0, add last_nudge jsonb,
    add reopened integer not null default 0, add merged_into uuid references whistle,
    drop constraint whistle_stage_check,
    add constraint whistle_stage_check
      check (stage in ('called', 'reported', 'resolved', 'verified', 'closed', 'merged'))`,
  `drop index whistle_open`,
  `create index whistle_open on whistle (city_id, seq) where stage not in ('closed', 'merged')`,
  // The history of one whistle.
  `create index event_whistle on event (city_id, (data -> 'whistle' ->> 'id'), seq) where type like 'whistle.%'`,
  `update whistle set departments = (
    select jsonb_agg(
      part || jsonb_build_object(
        'calledAt', to_char(called_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'reportBy', to_char(report_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'resolveBy', to_char(resolve_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'releasedAt', null, 'handBack', null, 'extension', null, 'evaluation', null
      ) order by place
    ) from jsonb_array_elements(departments) with ordinality as parts (part, place)
  )`,
  `update city set floor_seq = head_seq + 1, counters = counters || '{"merged": 0}'`,
];

/**
 * The whole closed loop: each department has clocks of its own, may hand back and ask for time; the street verifies,
 * reopens and grades. Events are never changed, so clients that hold older ones get a snapshot.
 */
export const closedLoop0003: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

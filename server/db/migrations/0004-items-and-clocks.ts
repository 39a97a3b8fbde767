import { sql, type Migration } from 'kysely';

/** An alarm that has been given, at the deadline itself; null where there is none. */
const silent = (by: string): string =>
  `case when ${by} is null then null
    else jsonb_build_object('warnAt', ${by}, 'warnedAt', ${by}, 'lateAt', ${by}) end`;

const statements = [
  // The list of items that holds from a day of the city's calendar on (YYYY-MM-DD).
  `create table item_list (
    city_id text not null references city, starts_on text not null, items jsonb not null, version integer not null,
    primary key (city_id, starts_on))`,
  `alter table whistle
    add item jsonb,
    add deferral jsonb, add deferrals integer not null default 0,
    add close_alarm jsonb,
    -- City time at which its clock next calls for the server; null where nothing is to come.
    add next_alarm_at timestamptz`,
  `create index whistle_alarm on whistle (city_id, next_alarm_at) where next_alarm_at is not null`,
  // Alarms of before this release count as given, so that an old city does not ring for its whole past.
  `update whistle set departments = (
    select jsonb_agg(
      part || jsonb_build_object(
        'reportAlarm', ${silent("part ->> 'reportBy'")}, 'resolveAlarm', ${silent("part ->> 'resolveBy'")}
      ) order by place
    ) from jsonb_array_elements(departments) with ordinality as parts (part, place)
  ), close_alarm = ${silent(`to_char(resolve_by at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)}`,
  `update city set floor_seq = head_seq + 1`,
];

/** Whistles are blown under an item of a list that is revised by quarter, and their clocks run on the server. */
export const itemsAndClocks0004: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

import { sql, type Kysely, type Migration } from 'kysely';

const tables = [
  `create table city (
    id text primary key,
    name text not null, name_en text not null, time_zone text not null,
    west float8 not null, south float8 not null, east float8 not null, north float8 not null,
    synthetic boolean not null, version integer not null, people integer not null, provenance jsonb not null,
    clock_kind text not null check (clock_kind in ('live', 'simulated')),
    clock_mark text not null check (clock_mark in ('none', 'demo', 'replay')),
    clock_city_at timestamptz not null, clock_real_at timestamptz not null,
    clock_speed float8 not null check (clock_speed >= 0),
    feed_running boolean, feed_speed float8 not null,
    log text not null, head_seq bigint not null default 0, floor_seq bigint not null default 1,
    whistle_number bigint not null default 0, station_number bigint not null default 0,
    counters jsonb not null)`,
  `create table city_layer (
    city_id text not null references city, version integer not null, layer text not null, bytes bytea not null,
    primary key (city_id, version, layer))`,
  `create table area (
    city_id text not null references city, index integer not null, code text not null,
    level text not null check (level in ('city', 'district', 'street', 'community')), parent text,
    name text not null, name_en text not null, pinyin text not null, initials text not null,
    label_lng float8 not null, label_lat float8 not null, people integer not null, area_m2 float8 not null,
    synthetic boolean not null,
    primary key (city_id, index), unique (city_id, code))`,
  `create index area_parent on area (city_id, parent)`,
  `create table zone (
    city_id text not null, index integer not null, code text not null,
    kind text not null check (kind in ('residential', 'rural', 'other', 'water')),
    community integer not null, compound integer, people integer not null, area_m2 float8 not null,
    primary key (city_id, index), unique (city_id, code),
    foreign key (city_id, community) references area (city_id, index))`,
  `create index zone_community on zone (city_id, community)`,
  `create table compound (
    city_id text not null, index integer not null, code text not null,
    name text not null, name_en text not null, pinyin text not null, initials text not null,
    community integer not null, lng float8 not null, lat float8 not null, people integer not null,
    primary key (city_id, index), unique (city_id, code),
    foreign key (city_id, community) references area (city_id, index))`,
  `create table station (
    id uuid primary key, city_id text not null references city, code text not null,
    kind text not null check (kind in ('vanguard', 'centre', 'neighbourhood')),
    name text not null, name_en text not null, pinyin text not null, initials text not null,
    lng float8 not null, lat float8 not null, zone integer not null,
    community text not null, street text not null, district text not null,
    hours jsonb not null, duty_name text not null, duty_people integer not null,
    open boolean not null, synthetic boolean not null, seq bigint not null, version integer not null,
    unique (city_id, code))`,
  `create table whistle (
    id uuid primary key, city_id text not null references city, number bigint not null,
    title text not null, kind text not null check (kind in ('problem', 'joint-enforcement', 'emergency')),
    risk text not null check (risk in ('normal', 'high', 'critical')),
    lng float8 not null, lat float8 not null, zone integer not null,
    community text not null, street text not null, district text not null, departments jsonb not null,
    stage text not null check (stage in ('called', 'reported', 'resolved', 'closed')),
    called_at timestamptz not null, report_by timestamptz, resolve_by timestamptz,
    reported_at timestamptz, resolved_at timestamptz, closed_at timestamptz,
    origin text not null check (origin in ('person', 'demo', 'replay')), source_id text,
    seq bigint not null, version integer not null,
    unique (city_id, number), unique (city_id, seq))`,
  `create index whistle_open on whistle (city_id, seq) where stage <> 'closed'`,
  `create index whistle_closed on whistle (city_id, seq) where stage = 'closed'`,
  `create table event (
    city_id text not null references city, seq bigint not null, type text not null,
    at timestamptz not null, recorded_at timestamptz not null, data jsonb not null,
    primary key (city_id, seq))`,
  `create table idempotency (
    city_id text not null references city, key text not null, fingerprint text not null,
    status integer not null, body jsonb not null, created_at timestamptz not null default now(),
    primary key (city_id, key))`,
  `create index idempotency_age on idempotency (created_at)`,
];

/** The first house: cities and their areas, stations, whistles, the event log. */
export const city0001: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of tables) await sql.raw(statement).execute(db);
    // The log is append-only: a row may be removed when it is past its keep, never changed.
    await sql
      .raw(
        `create function event_is_final() returns trigger language plpgsql as
         $$ begin raise exception 'an event is never changed'; end $$`,
      )
      .execute(db);
    await sql
      .raw(`create trigger event_is_final before update on event for each row execute function event_is_final()`)
      .execute(db);
  },
};

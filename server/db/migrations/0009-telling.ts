import { sql, type Migration } from 'kysely';

const statements = [
  `create table webhook (
    id uuid primary key, city_id text not null references city, name text not null,
    url text not null, format text not null check (format in ('standard', 'wecom', 'dingtalk')),
    -- It must be read to sign; null where a robot has none.
    secret text,
    kinds jsonb not null, area text, department text,
    state text not null check (state in ('on', 'off', 'gone')),
    -- The event of the city's log up to which its deliveries are written.
    cursor bigint not null,
    -- The server that sends to it now, and until when nobody else does.
    leased_by uuid, leased_until timestamptz,
    -- A robot takes so many messages a minute: none before this instant.
    paced_until timestamptz,
    created_at timestamptz not null, version integer not null)`,
  `create index webhook_city on webhook (city_id)`,
  // The limit of a robot is one for all who speak to it.
  `create unique index webhook_robot on webhook (url) where format <> 'standard'`,
  `create table delivery (
    id text primary key, number bigint generated always as identity unique,
    webhook uuid not null references webhook on delete cascade,
    kind text not null, seq bigint, body text not null,
    state text not null check (state in ('waiting', 'delivered', 'dead')),
    attempts integer not null default 0, created_at timestamptz not null,
    next_at timestamptz, ended_at timestamptz, status integer, error text,
    unique (webhook, seq))`,
  `create index delivery_due on delivery (webhook, next_at, number) where state = 'waiting'`,
  `create index delivery_shown on delivery (webhook, state, number)`,
  // One pair for the city's servers: a browser that is told by one key takes nothing signed by another.
  `create table push_key (
    one boolean primary key default true check (one), public text not null, private text not null)`,
  `create table push_subscription (
    id uuid primary key, endpoint text not null unique, p256dh text not null, auth text not null,
    person uuid not null references person on delete cascade, city_id text not null references city,
    groups jsonb not null, locale text not null check (locale in ('zh-CN', 'en')),
    -- The event of the city's log up to which the device was told.
    cursor bigint not null, attempts integer not null default 0, next_at timestamptz not null,
    leased_by uuid, leased_until timestamptz, created_at timestamptz not null)`,
  `create index push_subscription_person on push_subscription (person, created_at)`,
];

/** People and programs outside are told what happens. */
export const telling0009: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

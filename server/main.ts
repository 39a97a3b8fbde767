import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import type { App } from './app.ts';
import { secretPaths } from './auth/log-secrets.ts';
import { demoCityId, demoSeed } from './cities/demo-city.ts';
import { cityTimes, type CityTimes } from './clocks/city-times.ts';
import { untoldYears } from './clocks/chinese-calendar.ts';
import { readMovedDays } from './clocks/moved-days.ts';
import type { Grant } from './contract/people.ts';
import { ensureClient } from './client-build.ts';
import { configOfProcess, type Config } from './config.ts';
import { migrate } from './db/migrate.ts';
import { openDatabase } from './db/open.ts';
import type { Database } from './db/schema.ts';
import { ProblemError, problemOf } from './http/problem.ts';
import { close, holdPort, listen } from './listen.ts';
import { StartError } from './start-error.ts';

const root = resolve(import.meta.dirname, '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What has been started, to be ended in the opposite order. */
const endings: (() => Promise<void>)[] = [];
const stopping = new AbortController();

async function start(config: Config, log: Logger): Promise<void> {
  const { signal } = stopping;
  const moved = await readMovedDays(config.holidaysFile);
  const held = await holdPort(config.host, config.port, problemOf('not-ready'));
  endings.push(held.release);
  // The features load while PostgreSQL starts; a wrong setting is told before either.
  const features = import('./app.ts');
  const database = await openDatabase(config, {
    onLogLine: (line) => log.debug({ postgres: line }),
    // At the end it is we who stop the database.
    onIdleError: (err) => {
      if (!signal.aborted) log.warn({ err }, 'a database connection was lost');
    },
    onLost: (error) => void fail(error, log),
  });
  endings.push(database.close);
  await migrate(database.db);
  signal.throwIfAborted();
  await ensureDemo(database.db);
  signal.throwIfAborted();
  const clientDir = await ensureClient({
    root,
    childEnv: config.childEnv,
    signal,
    onBuild: () => say('Building the client 正在构建前端 …'),
  });
  const { createApp } = await features;
  const times = cityTimes({ hours: config.officeHours, moved });
  for (const year of untoldYears(Date.now(), moved))
    log.warn({ year }, 'no holidays are known for this year: set HOLIDAYS_FILE');
  const app = createApp({
    db: database.db,
    databaseUrl: database.url,
    connect: () => new pg.Client({ connectionString: database.url }),
    log,
    realNowMs: Date.now,
    times,
    newId: randomUUID,
    limits: config.limits,
    oidc: config.oidc,
    webhookHosts: config.webhookHosts,
    pushHosts: config.pushHosts,
    pushContact: config.pushContact,
    clientDir,
    version: await versionOf(),
  });
  endings.push(async () => {
    await app.stop();
    await close(app.server);
  });
  await app.start();
  signal.throwIfAborted();
  await held.release();
  await listen(app.server, config.host, held.port);
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${held.port}`;
  await firstVisit(url, app.who.mint('start', [{ role: 'administrator', city: null, area: null, department: null }]));
  await tellFirstPassword(database.db);
  await startFeed(app, url, { ...config, times }, log);
  say(`Shaotu 哨图: ${url}`);
}

/**
 * The first request of each kind takes many times as long as the next, since its code and tables are read then (40 ms for
 * the first body): the server pays for it before it says that it is there.
 */
async function firstVisit(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (const request of [{ headers }, { headers, method: 'POST', body: '{}' }])
    await (await fetch(`${url}/api/v1/cities`, request)).arrayBuffer();
}

/** What the demo feed does: everything that streets, departments and the centre do, and its own switch. */
const feedGrants: Grant[] = (['centre', 'street-leader', 'dispatcher'] as const).map((role) => ({
  ...{ role, city: demoCityId, area: null, department: null },
}));

/** There is no default password; this is the only place where the first one is ever written. */
async function tellFirstPassword(db: Kysely<Database>): Promise<void> {
  const { firstLogin, firstPassword } = await import('./auth/first-person.ts');
  const words = await firstPassword(db, { demoCity: demoCityId, newId: randomUUID, now: new Date() });
  if (words !== undefined) say(`Sign in as 首次登录账号 ${firstLogin}, one-time password 一次性密码 ${words}`);
}

/** The demo feed of the demo city, where that is here. */
async function startFeed(
  { live, geometries, who }: App,
  url: string,
  config: Config & { times: CityTimes },
  log: Logger,
): Promise<void> {
  const { startDemoFeed } = await import('./feed/start-demo.ts');
  const feed = await startDemoFeed({
    url,
    token: who.mint('demo-feed', feedGrants),
    city: demoCityId,
    seed: demoSeed,
    times: config.times,
    running: config.demoFeed,
    speed: config.demoSpeed,
    places: async () => (await geometries.of(demoCityId)).people,
    follow: (listener) => live.follow(listener),
    log,
  });
  if (feed) endings.push(() => feed.stop());
}

/** What there is in the demo city, in a data folder from before there was all of it too. */
async function ensureDemo(db: Kysely<Database>): Promise<void> {
  await ensureDemoCity(db);
  await ensureDemoItems(db);
  await ensureNetwork(db);
}

/** The first start makes the demo city, with a line for each step; its code is not loaded by any other start. */
async function ensureDemoCity(db: Kysely<Database>): Promise<void> {
  const known = await db.selectFrom('city').select('id').limit(1).execute();
  if (known.length > 0) return;
  say('Making the demo city 正在生成演示城市 …');
  const { createDemoCity } = await import('./cities/create.ts');
  try {
    await createDemoCity(db, Date.now(), (done, total, step) => say(`  ${done}/${total} ${step}`));
  } catch (error) {
    // Another server on the same DATABASE_URL was quicker.
    if (!(error instanceof ProblemError && error.code === 'city-exists')) throw error;
  }
}

/** The demo city's list of items, in a data folder from before there were lists too. */
async function ensureDemoItems(db: Kysely<Database>): Promise<void> {
  const { demoItems } = await import('./feed/demo-items.ts');
  const { ensureFirstList } = await import('./items/first-list.ts');
  await ensureFirstList(db, demoCityId, demoItems, Date.now());
}

/** The demo city's walking network; its code is loaded by the start that makes it alone. */
async function ensureNetwork(db: Kysely<Database>): Promise<void> {
  const known = await db.selectFrom('walk_network').select('edition').where('city_id', '=', demoCityId).execute();
  if (known.length > 0) return;
  const { ensureDemoNetwork } = await import('./coverage/demo-network.ts');
  const onMake = () => say('Drawing its walking network 正在生成步行路网 …');
  await ensureDemoNetwork(db, demoCityId, { seed: demoSeed, onMake });
}

async function versionOf(): Promise<string> {
  const { version } = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

async function end(): Promise<void> {
  for (const ending of endings.splice(0).reverse()) await ending();
}

/** One line on stderr, everything that was started ended, exit code 1. */
async function fail(error: unknown, log: Logger | undefined): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  if (!(error instanceof StartError)) log?.debug({ err: error });
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await end().catch((err: unknown) => log?.error({ err }, 'could not end in order'));
  process.exit(1);
}

/** The first signal ends the server in order; with the handlers gone a second one kills it. */
function endOnSignal(started: Promise<void>, log: Logger): void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const onSignal = () => {
    for (const name of signals) process.off(name, onSignal);
    stopping.abort();
    // A start that is under way ends at its next step; what it has started until then is ended here.
    void started
      .catch((error: unknown) => log.debug({ err: error }, 'start broken off'))
      .then(end)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'could not end in order');
          process.exit(1);
        },
      );
  };
  for (const name of signals) process.on(name, onSignal);
}

try {
  const config = configOfProcess();
  const log = pino({ level: config.logLevel, redact: secretPaths }, pino.destination(2));
  const started = start(config, log);
  endOnSignal(started, log);
  await started.catch((error: unknown) => fail(error, log));
} catch (error) {
  await fail(error, undefined);
}

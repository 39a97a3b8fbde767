import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import { createApp, type App } from '../../server/app.ts';
import type { Limits } from '../../server/auth/limits.ts';
import type { OidcSettings } from '../../server/auth/oidc.ts';
import { importCity } from '../../server/cities/import.ts';
import { cityTimes, type WorkingDays } from '../../server/clocks/city-times.ts';
import type { Database } from '../../server/db/schema.ts';
import type { CityModel } from '../../geodata/model.ts';
import { noLimits } from './no-limits.ts';
import { addFullToken } from './people.ts';
import { freshDatabase, type FreshDatabase } from './postgres.ts';

export interface TestServer {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** `/api/v1` of it. */
  api: string;
  db: Kysely<Database>;
  /** Address of that database. */
  databaseUrl: string;
  app: App;
  /** Stops this process's server and starts another on the same database and port. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface TestServerOptions {
  cities: { model: CityModel; clock: 'live' | 'simulated'; feed?: boolean }[];
  realNowMs?: () => number;
  workingDays?: WorkingDays;
  limits?: Limits;
  oidc?: OidcSettings;
  /** Where the log is written; nowhere where left out. */
  log?: Logger;
  /** How often open sockets are looked at. */
  sweepMs?: number;
  /** How often it is looked whether there is something to tell. */
  lookEveryMs?: number;
}

/** The server itself on a database that is there. */
async function openApp(
  { db, url }: Pick<FreshDatabase, 'db' | 'url'>,
  options: TestServerOptions,
  port: number,
): Promise<App> {
  const app = createApp({
    db,
    databaseUrl: url,
    connect: () => new pg.Client({ connectionString: url }),
    log: options.log ?? pino({ level: 'silent' }),
    realNowMs: options.realNowMs ?? Date.now,
    times: cityTimes(options.workingDays),
    newId: randomUUID,
    limits: options.limits ?? noLimits,
    oidc: options.oidc ?? null,
    webhookHosts: ['127.0.0.1'],
    pushHosts: ['127.0.0.1'],
    pushContact: 'mailto:duty@example.cn',
    ...(options.sweepMs === undefined ? {} : { sweepMs: options.sweepMs }),
    ...(options.lookEveryMs === undefined ? {} : { lookEveryMs: options.lookEveryMs }),
    clientDir: '/nonexistent',
    version: 'test',
  });
  await app.start();
  await new Promise<void>((resolve) => app.server.listen(port, '127.0.0.1', resolve));
  return app;
}
const close = async (app: App): Promise<void> => {
  await app.stop();
  app.server.close();
};

/** Another server of the same city on the database of `first`, on a port of its own; to be stopped before it. */
export async function anotherServerOn(
  first: TestServer,
  options: TestServerOptions,
): Promise<Pick<TestServer, 'url' | 'api' | 'app' | 'stop'>> {
  const app = await openApp({ db: first.db, url: first.databaseUrl }, options, 0);
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { url, api: `${url}/api/v1`, app, stop: () => close(app) };
}

/** A real server on a free port with its own database; only the clock can be another one. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const database = await freshDatabase();
  const realNowMs = options.realNowMs ?? Date.now;
  await addFullToken(database.db);
  for (const { model, clock, feed } of options.cities)
    await importCity(database.db, model, { clock, feed: feed ?? false, nowMs: realNowMs() });
  const open = (port: number): Promise<App> => openApp(database, options, port);
  let app = await open(0);
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    api: `${url}/api/v1`,
    db: database.db,
    databaseUrl: database.url,
    get app() {
      return app;
    },
    async restart() {
      await close(app);
      app = await open(port);
    },
    async stop() {
      await close(app);
      await database.drop();
    },
  };
}

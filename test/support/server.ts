import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { pino } from 'pino';
import { createApp, type App } from '../../server/app.ts';
import { importCity } from '../../server/cities/import.ts';
import type { Database } from '../../server/db/schema.ts';
import type { CityModel } from '../../geodata/model.ts';
import { addFullToken } from './people.ts';
import { freshDatabase } from './postgres.ts';

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
}

/** A real server on a free port with its own database; only the clock can be another one. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const database = await freshDatabase();
  const realNowMs = options.realNowMs ?? Date.now;
  await addFullToken(database.db);
  for (const { model, clock, feed } of options.cities)
    await importCity(database.db, model, { clock, feed: feed ?? false, nowMs: realNowMs() });
  const open = async (port: number): Promise<App> => {
    const app = createApp({
      db: database.db,
      databaseUrl: database.url,
      connect: () => new pg.Client({ connectionString: database.url }),
      log: pino({ level: 'silent' }),
      realNowMs,
      newId: randomUUID,
      postsPerMinute: 1e9,
      webhookHosts: ['127.0.0.1'],
      pushHosts: ['127.0.0.1'],
      pushContact: 'mailto:duty@example.cn',
      clientDir: '/nonexistent',
      version: 'test',
    });
    await app.start();
    await new Promise<void>((resolve) => app.server.listen(port, '127.0.0.1', resolve));
    return app;
  };
  const close = async (app: App): Promise<void> => {
    await app.stop();
    app.server.close();
  };
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

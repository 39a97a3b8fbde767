// The real server with the small city on the embedded PostgreSQL in DATA_DIR, fsync on; prints its address.
import { cityTimes } from '../../../../server/clocks/city-times.ts';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { createApp } from '../../../../server/app.ts';
import { isCity } from '../../../../server/cities/create.ts';
import { importCity } from '../../../../server/cities/import.ts';
import { configOfProcess } from '../../../../server/config.ts';
import { migrate } from '../../../../server/db/migrate.ts';
import { openDatabase } from '../../../../server/db/open.ts';
import { listen } from '../../../../server/listen.ts';
import { noLimits } from '../../../support/no-limits.ts';
import { addFullToken } from '../../../support/people.ts';
import { smallCity } from '../../../support/cities.ts';

const { db, url } = await openDatabase(configOfProcess());
await migrate(db);
if (!(await isCity(db, 'smallville'))) {
  await addFullToken(db);
  await importCity(db, smallCity(), { clock: 'live', feed: false, nowMs: Date.now() });
}
const app = createApp({
  db,
  databaseUrl: url,
  connect: () => new pg.Client({ connectionString: url }),
  log: pino({ level: 'warn' }, pino.destination(2)),
  realNowMs: Date.now,
  times: cityTimes(),
  newId: randomUUID,
  limits: noLimits,
  oidc: null,
  webhookHosts: ['127.0.0.1'],
  pushHosts: ['127.0.0.1'],
  pushContact: 'mailto:duty@example.cn',
  clientDir: '/nonexistent',
  version: 'test',
});
await app.start();
process.stdout.write(`address http://127.0.0.1:${await listen(app.server, '127.0.0.1', 0)}\n`);

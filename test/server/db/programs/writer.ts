/**
 * A server reduced to its database: opens the embedded one in DATA_DIR, says `ready adopted|started`, then commits
 * numbered rows and says `acknowledged n` after each. Ends in order on SIGTERM.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { configOfProcess } from '../../../../server/config.ts';
import { openDatabase } from '../../../../server/db/open.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

const retryMs = 20;
const logged: string[] = [];
const database = await openDatabase(configOfProcess(), {
  onLogLine: (line) => logged.push(line),
  onLost: fail,
}).catch(fail);
const ending = new AbortController();
process.once('SIGTERM', () => {
  ending.abort();
});

const { pool } = database;
await pool.query('create table if not exists written (n integer primary key, writer integer not null)');
const { rows } = await pool.query<{ n: number }>('select coalesce(max(n), 0) as n from written');
say(`ready ${logged.length > 0 ? 'started' : 'adopted'} ${rows[0]!.n}`);
for (let n = rows[0]!.n + 1; !ending.signal.aborted; n += 1) {
  try {
    await pool.query('insert into written values ($1, $2) on conflict do nothing', [n, process.pid]);
    say(`acknowledged ${n}`);
  } catch (error) {
    // The row may or may not have been committed; the next attempt goes on a new connection, in a moment.
    say(`refused ${n} ${String(error)}`);
    n -= 1;
    await delay(retryMs);
  }
}
await database.close();
say('closed');

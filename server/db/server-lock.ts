import pg from 'pg';
import { applicationName } from './connect.ts';
import { errnoOf } from './data-dir.ts';
import { DataDirInUse } from './errors.ts';

/** Any fixed number: the session lock that says "a server works on this database". */
const lockKey = 20_231_115;
const lockNamePrefix = 'shaotu-lock';
const lockNotAvailable = '55P03';

/** Held until its connection ends. */
export interface ServerLock {
  release: () => Promise<void>;
  /** Calls back when the connection broke, at once where it has broken already. */
  onBroken: (then: (error: Error) => void) => void;
}

/**
 * Takes the one server lock of an embedded database: a PostgreSQL session lock, which goes with the process that holds
 * it however that ends, and cannot be left behind as a file can. Then ends the connections of a server that held it
 * before, so that nothing of a killed server is still at work. Waits up to `waitMs` for the holder to let go.
 * Throws DataDirInUse, naming the holder.
 */
export async function holdServerLock(url: string, dataDir: string, waitMs: number): Promise<ServerLock> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `${lockNamePrefix} ${process.pid}`,
    keepAlive: true,
  });
  const broken = new Promise<Error>((resolve) => client.on('error', resolve));
  await client.connect();
  try {
    await takeLock(client, dataDir, waitMs);
    await endPredecessors(client);
  } catch (error) {
    await client.end();
    throw error;
  }
  return { release: () => client.end(), onBroken: (then) => void broken.then(then) };
}

async function takeLock(client: pg.Client, dataDir: string, waitMs: number): Promise<void> {
  await client.query(`set lock_timeout = ${waitMs}`);
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
  } catch (error) {
    if (errnoOf(error) !== lockNotAvailable) throw error;
    throw new DataDirInUse(dataDir, await holderOf(client));
  }
}

async function holderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = $1`,
    [lockKey],
  );
  const pid = rows[0]?.name.slice(lockNamePrefix.length).trim();
  return pid ? `pid ${pid}` : 'unknown';
}

async function endPredecessors(client: pg.Client): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where application_name like 'shaotu %' and application_name <> $1`,
    [applicationName],
  );
}

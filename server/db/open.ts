import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Config } from '../config.ts';
import { checkServer } from './check-server.ts';
import { connect } from './connect.ts';
import type { EmbeddedOptions } from './embedded.ts';
import { runningEmbedded } from './embedded.ts';
import { removeLeftovers } from './make-cluster.ts';
import type { Database } from './schema.ts';
import { keepLock, startAndLock } from './sole-server.ts';

export interface OpenDatabase {
  db: Kysely<Database>;
  pool: pg.Pool;
  /** Address with user and password, for threads and for LISTEN; never to be shown. */
  url: string;
  /** Ends the pool and stops the embedded PostgreSQL; a second call waits for the first. */
  close: () => Promise<void>;
}

export interface OpenOptions extends Pick<EmbeddedOptions, 'settings' | 'onLogLine'> {
  /** A connection that nobody was using broke; the pool opens another. */
  onIdleError?: (error: Error) => void;
  /** The embedded database is gone or is no longer ours: the server must end. */
  onLost?: (error: Error) => void;
}

/**
 * Opens the database of a configuration: the one that DATABASE_URL names, where many servers may work together, or the
 * embedded one in the data directory, where one may. Does not migrate.
 * Throws the errors of errors.ts.
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'childEnv'>,
  options: OpenOptions = {},
): Promise<OpenDatabase> {
  const { databaseUrl } = config;
  return databaseUrl === undefined ? openEmbedded(config, options) : openByUrl(databaseUrl, options);
}

/**
 * Opens the database for a program beside the server: the embedded one through the server that runs on it, else by
 * starting it for as long as the program works.
 */
export async function openBeside(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'childEnv'>,
): Promise<Pick<OpenDatabase, 'db' | 'close'>> {
  const url = config.databaseUrl ?? (await runningEmbedded(config.dataDir));
  return url === undefined ? openEmbedded(config, {}) : openByUrl(url, {});
}

async function openByUrl(url: string, { onIdleError = ignore }: OpenOptions): Promise<OpenDatabase> {
  const { db, pool } = connect(url, onIdleError);
  try {
    await checkServer(pool, url);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, pool, url, close: onlyOnce(() => db.destroy()) };
}

async function openEmbedded(
  config: Pick<Config, 'dataDir' | 'childEnv'>,
  { settings = {}, onLogLine = ignore, onIdleError = ignore, onLost = ignore }: OpenOptions,
): Promise<OpenDatabase> {
  const held = await startAndLock({ ...config, settings, onLogLine });
  await removeLeftovers(config.dataDir);
  const { db, pool } = connect(held.embedded.url, onIdleError);
  const stopKeeping = keepLock(held, config.dataDir, onLost);
  const close = onlyOnce(async () => {
    const lock = stopKeeping();
    await db.destroy();
    // The lock is let go last: a server that waits for it must not adopt a PostgreSQL that is being stopped.
    await held.embedded.stop();
    await lock.release();
  });
  return { db, pool, url: held.embedded.url, close };
}

const ignore = (): void => undefined;

function onlyOnce(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined;
  return () => (ending ??= end());
}

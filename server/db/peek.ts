import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import { StartError } from '../start-error.ts';
import { connect } from './connect.ts';
import { startEmbedded } from './embedded.ts';
import type { Database } from './schema.ts';

/** There is nothing to look into. */
export class NoDatabase extends StartError {
  constructor(dataDir: string) {
    super('no-database', {
      en: `there is no database in ${dataDir}; set DATA_DIR or DATABASE_URL`,
      zh: `${dataDir} 中没有数据库，请设置 DATA_DIR 或 DATABASE_URL`,
    });
  }
}

/**
 * Looks into the database of a configuration beside whatever server works on it, for programs of the administrator. An
 * embedded PostgreSQL that is not running is started for as long as it takes. Throws NoDatabase and the errors of errors.ts.
 */
export async function peek<T>(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'childEnv'>,
  work: (db: Kysely<Database>) => Promise<T>,
): Promise<T> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl === undefined && !existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) throw new NoDatabase(dataDir);
  const embedded = databaseUrl === undefined ? await startEmbedded(config) : undefined;
  const { db } = connect(embedded?.url ?? databaseUrl!, () => undefined, 2);
  try {
    return await work(db);
  } finally {
    await db.destroy();
    // One that was running belongs to the server.
    if (embedded?.adopted === false) await embedded.stop();
  }
}

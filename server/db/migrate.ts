import { Migrator, sql, type Kysely, type Migration } from 'kysely';
import { DatabaseNewer } from './errors.ts';
import { city0001 } from './migrations/0001-city.ts';
import { matrix0002 } from './migrations/0002-matrix.ts';
import { closedLoop0003 } from './migrations/0003-closed-loop.ts';
import { itemsAndClocks0004 } from './migrations/0004-items-and-clocks.ts';
import { audit0005 } from './migrations/0005-audit.ts';
import { people0006 } from './migrations/0006-people.ts';
import { scores0007 } from './migrations/0007-scores.ts';
import { open3110008 } from './migrations/0008-open311.ts';
import { telling0009 } from './migrations/0009-telling.ts';
import { signIn0010 } from './migrations/0010-sign-in.ts';
import { pictures0011 } from './migrations/0011-pictures.ts';
import { walking0012 } from './migrations/0012-walking.ts';
import type { Database } from './schema.ts';

/** In order of their names; named one by one, so that no folder is read when the server starts. */
const migrations: Record<string, Migration> = {
  '0001-city': city0001,
  '0002-matrix': matrix0002,
  '0003-closed-loop': closedLoop0003,
  '0004-items-and-clocks': itemsAndClocks0004,
  '0005-audit': audit0005,
  '0006-people': people0006,
  '0007-scores': scores0007,
  '0008-open311': open3110008,
  '0009-telling': telling0009,
  '0010-sign-in': signIn0010,
  '0011-pictures': pictures0011,
  '0012-walking': walking0012,
};
const migrationLockKey = 20_231_116;

/**
 * Brings the database to the newest schema: all or nothing. Of several servers that start together one works and the
 * others wait for it. Returns the names of the migrations that were made now.
 * Throws DatabaseNewer where the database knows migrations that this release does not.
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    // Kysely locks too, but only after it has made its own tables, where two first starts collide.
    await sql`select pg_advisory_lock(${migrationLockKey})`.execute(connection);
    try {
      return await run(connection);
    } finally {
      await sql`select pg_advisory_unlock(${migrationLockKey})`.execute(connection);
    }
  });
}

/** Whether the database has the schema of this release. */
export async function isMigrated(db: Kysely<Database>): Promise<boolean> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  return (await migrator.getMigrations()).every(({ executedAt }) => executedAt !== undefined);
}

async function run(connection: Kysely<Database>): Promise<string[]> {
  const migrator = new Migrator({ db: connection, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const unknown = await unknownMigrations(migrator, connection);
  if (unknown.length > 0) throw new DatabaseNewer(unknown.join(', '));
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  return results.map(({ migrationName }) => migrationName);
}

async function unknownMigrations(migrator: Migrator, connection: Kysely<Database>): Promise<string[]> {
  const [{ there }] = (
    await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(connection)
  ).rows as [{ there: boolean }];
  if (!there) return [];
  const done = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(connection);
  const known = new Set((await migrator.getMigrations()).map(({ name }) => name));
  return done.rows.map(({ name }) => name).filter((name) => !known.has(name));
}

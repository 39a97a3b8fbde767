import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './schema.ts';

/** Pool connections carry this name and the process number: `shaotu 4711`. */
export const applicationName = `shaotu ${process.pid}`;
const connectTimeoutMs = 10_000;
const int8Oid = 20;

/**
 * A pool and the typed query builder over it. bigint arrives as a number (ours count events and stay far below 2⁵³),
 * jsonb parsed, timestamptz as Date; in this pool only, other users of `pg` in the process keep their own parsers.
 * `onIdleError` hears when the server closes a connection that nobody is using; the pool opens another one.
 */
export function connect(
  url: string,
  onIdleError: (error: Error) => void,
  maxConnections = 10,
): { db: Kysely<Database>; pool: pg.Pool } {
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8Oid, Number);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    max: maxConnections,
    types,
  });
  pool.on('error', onIdleError);
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), pool };
}

import type pg from 'pg';
import { errnoOf } from './data-dir.ts';
import { DatabaseRefused, DatabaseTooOld, DatabaseUnreachable } from './errors.ts';

const oldestVersion = 150_000;
/** invalid_authorization_specification, invalid_password, insufficient_privilege (PostgreSQL, appendix A). */
const loginRefused = ['28000', '28P01', '42501'];

/**
 * Makes sure that the server at `url` answers, lets us in and is PostgreSQL 15 or newer.
 * Throws DatabaseUnreachable, DatabaseRefused or DatabaseTooOld; none tells the password.
 */
export async function checkServer(pool: pg.Pool, url: string): Promise<void> {
  const where = addressOf(url);
  const version = await versionOf(pool).catch((error: unknown) => {
    throw loginRefused.includes(errnoOf(error))
      ? new DatabaseRefused(where, reasonOf(error))
      : new DatabaseUnreachable(where, reasonOf(error));
  });
  if (version.number < oldestVersion) throw new DatabaseTooOld(where, version.text);
}

async function versionOf(pool: pg.Pool): Promise<{ number: number; text: string }> {
  const { rows } = await pool.query<{ number: number; text: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as text",
  );
  const [row] = rows;
  if (!row) throw new Error('no answer');
  return row;
}

/** Host, port and database of a connection address, without user and password. */
export function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** A refused connection to a name with several addresses comes as an AggregateError without a text of its own. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : errnoOf(error);
}

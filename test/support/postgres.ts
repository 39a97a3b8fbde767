import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { inject } from 'vitest';
import { connect } from '../../server/db/connect.ts';
import type { Database } from '../../server/db/schema.ts';
import { databaseOn, runOn } from './databases.ts';

export interface FreshDatabase {
  db: Kysely<Database>;
  /** For servers and pools of the test's own. */
  url: string;
  /** Ends the pool and removes the database, whoever is still connected. */
  drop: () => Promise<void>;
}

/** An empty, migrated database of the test's own on the run's PostgreSQL; call `drop` when done with it. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runOn(server, `create database ${name} template ${inject('postgresTemplate')}`);
  const url = databaseOn(server, name);
  const broken: Error[] = [];
  const { db } = connect(url, (error) => broken.push(error));
  const drop = async () => {
    const [first] = broken;
    await db.destroy();
    await runOn(server, `drop database ${name} with (force)`);
    // A connection that broke during the test is a fault of the test or of the server, never to be passed over.
    if (first) throw first;
  };
  return { db, url, drop };
}

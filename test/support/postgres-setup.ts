import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readConfig } from '../../server/config.ts';
import { connect } from '../../server/db/connect.ts';
import { startEmbedded } from '../../server/db/embedded.ts';
import { migrate } from '../../server/db/migrate.ts';
import { databaseOn, runOn } from './databases.ts';
import { startDebianPostgres } from './debian-postgres.ts';
import { guard } from './guard.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL on which the tests may make databases. */
    postgresUrl: string;
    /** Name of the migrated database that each test's own is copied from. */
    postgresTemplate: string;
  }
}

interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** Durability is switched off: these databases are thrown away. Tests of durability start servers of their own. */
const thrownAway = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

/**
 * vitest's globalSetup: one PostgreSQL for the whole run. `TEST_DATABASE_URL` names another one, whose user may create
 * databases; the word `debian` starts Debian's PostgreSQL 15.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer(process.env['TEST_DATABASE_URL']);
  const template = `shaotu_template_${process.pid}`;
  try {
    await makeTemplate(server.url, template);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('postgresUrl', server.url);
  project.provide('postgresTemplate', template);
  return async () => {
    try {
      await runOn(server.url, `drop database if exists ${template} with (force)`);
    } finally {
      await server.stop();
    }
  };
}

async function startServer(wanted: string | undefined): Promise<Server> {
  if (wanted === 'debian') return startDebianPostgres();
  if (wanted) return { url: wanted, stop: () => Promise.resolve() };
  const dataDir = await mkdtemp(join(tmpdir(), 'shaotu-test-'));
  const { childEnv } = readConfig({ PATH: process.env['PATH'] });
  const embedded = await startEmbedded({ dataDir, childEnv, settings: thrownAway });
  const endGuard = guard(embedded.pid, dataDir);
  return {
    url: embedded.url,
    stop: async () => {
      await embedded.stop();
      await endGuard();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await runOn(url, `create database ${template} encoding 'UTF8' template template0`);
  const { db } = connect(databaseOn(url, template), rethrow, 1);
  await migrate(db).finally(() => db.destroy());
}

const rethrow = (error: Error): never => {
  throw error;
};

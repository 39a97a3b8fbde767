import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { readConfig } from '../../../server/config.ts';
import * as errors from '../../../server/db/errors.ts';
import { openDatabase } from '../../../server/db/open.ts';
import { findPostmaster } from '../../../server/db/postmaster.ts';
import { databaseOn } from '../../support/databases.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { digestOfTree, makeDataDir, type TestDataDir } from '../../support/data-dir.ts';
import { StartError } from '../../../server/start-error.ts';

const PATH = process.env['PATH'];

/** Opens, expects it to fail, and gives the error, whose text is one line in both languages. */
async function refusal(env: Record<string, string>): Promise<StartError> {
  const outcome = await openDatabase(readConfig({ ...env, PATH })).then(
    async (database) => {
      await database.close();
      throw new Error('it opened');
    },
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(StartError);
  const { message } = outcome as StartError;
  expect(message).toMatch(/^[^\n]+[.。] [^\n]*\p{Script=Han}[^\n]*。$/u);
  return outcome as StartError;
}

/** Removes the segments of the write-ahead log, whose names have 24 digits. */
async function removeLog(clusterDir: string): Promise<void> {
  const dir = join(clusterDir, 'pg_wal');
  const segments = (await readdir(dir)).filter((name) => /^[0-9A-F]{24}$/.test(name));
  expect(segments.length).toBeGreaterThan(0);
  await Promise.all(segments.map((name) => rm(join(dir, name))));
}

describe('a data directory that cannot be used', () => {
  let place: TestDataDir;
  beforeAll(async () => (place = await makeDataDir()));
  afterAll(() => place.remove());

  it('below a place where nobody can write', async () => {
    // Even root cannot make a folder in /proc.
    expect(await refusal({ DATA_DIR: '/proc/shaotu/data' })).toBeInstanceOf(errors.DataDirNotWritable);
  });

  it('where a file stands, or on the way to it', async () => {
    const file = join(place.dataDir, 'file');
    await writeFile(file, 'mine');
    expect(await refusal({ DATA_DIR: file })).toBeInstanceOf(errors.DataDirNotDirectory);
    expect(await refusal({ DATA_DIR: join(file, 'data') })).toBeInstanceOf(errors.DataDirNotDirectory);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});

describe('a damaged database', () => {
  let place: TestDataDir;
  let backup: TestDataDir;
  beforeAll(async () => {
    [place, backup] = await Promise.all([makeDataDir(), makeDataDir()]);
    const database = await openDatabase(readConfig({ DATA_DIR: place.dataDir, PATH }));
    await database.close();
    await cp(place.clusterDir, backup.clusterDir, { recursive: true });
  });
  beforeEach(async () => {
    await rm(place.clusterDir, { recursive: true });
    await cp(backup.clusterDir, place.clusterDir, { recursive: true });
  });
  afterAll(() => Promise.all([place.remove(), backup.remove()]));

  const damages: [
    string,
    (cluster: string) => Promise<unknown>,
    typeof errors.DatabaseCorrupt | typeof errors.DatabaseWillNotStart | typeof errors.DatabaseOtherMajor,
    RegExp,
  ][] = [
    [
      'garbage in PG_VERSION',
      (c) => writeFile(join(c, 'PG_VERSION'), 'x\0\u{fffd}garbage'),
      errors.DatabaseCorrupt,
      /PG_VERSION is not a number/,
    ],
    ['no PG_VERSION', (c) => rm(join(c, 'PG_VERSION')), errors.DatabaseCorrupt, /PG_VERSION is missing/],
    [
      'another major version',
      (c) => writeFile(join(c, 'PG_VERSION'), '14\n'),
      errors.DatabaseOtherMajor,
      /PostgreSQL 14 .* 18/,
    ],
    ['no pg_control', (c) => rm(join(c, 'global', 'pg_control')), errors.DatabaseCorrupt, /pg_control is missing/],
    [
      'garbage in pg_control',
      (c) => writeFile(join(c, 'global', 'pg_control'), Buffer.alloc(8192, 7)),
      errors.DatabaseWillNotStart,
      /does not start: "/,
    ],
    [
      'half a pg_control',
      (c) => truncate(join(c, 'global', 'pg_control'), 100),
      errors.DatabaseWillNotStart,
      /does not start: "/,
    ],
    ['no password', (c) => rm(join(c, 'shaotu.password')), errors.DatabaseCorrupt, /shaotu\.password is missing/],
    [
      'garbage in postgresql.conf',
      (c) => writeFile(join(c, 'postgresql.conf'), 'no = such "setting'),
      errors.DatabaseWillNotStart,
      /postgresql\.conf/,
    ],
    ['no write-ahead log', removeLog, errors.DatabaseWillNotStart, /does not start: "/],
  ];
  it.each(damages)(
    '%s: one line that says why, nothing touched, nothing left running',
    async (_name, damage, kind, why) => {
      await damage(place.clusterDir);
      const before = await digestOfTree(place.dataDir);
      const error = await refusal({ DATA_DIR: place.dataDir });
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(why);
      expect(await digestOfTree(place.dataDir)).toBe(before);
      expect(await findPostmaster(place.clusterDir)).toBeUndefined();
    },
  );

  it('a file in place of the cluster', async () => {
    await rm(place.clusterDir, { recursive: true });
    await writeFile(place.clusterDir, 'mine');
    expect(await refusal({ DATA_DIR: place.dataDir })).toBeInstanceOf(errors.DatabaseCorrupt);
    expect(await readFile(place.clusterDir, 'utf8')).toBe('mine');
  });
});

describe('DATABASE_URL', () => {
  it('where nothing listens', async () => {
    const error = await refusal({ DATABASE_URL: 'postgres://shaotu:secret@127.0.0.1:1/city' });
    expect(error).toBeInstanceOf(errors.DatabaseUnreachable);
    expect(error.message).toContain('127.0.0.1:1/city');
    expect(error.message).not.toContain('secret');
  });

  it('with a database that is not there', async () => {
    const error = await refusal({ DATABASE_URL: databaseOn(inject('postgresUrl'), 'no_such_city') });
    expect(error).toBeInstanceOf(errors.DatabaseUnreachable);
    expect(error.message).toContain('no_such_city');
  });

  it('with a user that is not known', async () => {
    const url = new URL(inject('postgresUrl'));
    url.username = 'stranger';
    url.password = 'secret';
    const error = await refusal({ DATABASE_URL: url.href });
    expect(error).toBeInstanceOf(errors.DatabaseRefused);
    expect(error.message).not.toContain('secret');
  });

  it('with a PostgreSQL older than 15', async () => {
    const fresh = await freshDatabase();
    // A PostgreSQL that says it is 14: its own answer is hidden by a function of the same name.
    await sql`create schema old`.execute(fresh.db);
    await sql
      .raw(
        `create function old.current_setting(name text) returns text language sql
         return case name when 'server_version_num' then '140012' else '14.12' end`,
      )
      .execute(fresh.db);
    const url = new URL(fresh.url);
    url.searchParams.set('options', '-c search_path=old,pg_catalog');
    const error = await refusal({ DATABASE_URL: url.href });
    expect(error).toBeInstanceOf(errors.DatabaseTooOld);
    expect(error.message).toMatch(/is PostgreSQL 14\.12\. Set DATABASE_URL to a PostgreSQL 15 or newer/);
    await fresh.drop();
  });

  it('lets many servers work on one database', async () => {
    const config = readConfig({ DATABASE_URL: inject('postgresUrl'), PATH });
    const [one, two] = await Promise.all([openDatabase(config), openDatabase(config)]);
    const answers = await Promise.all([one, two].map(({ pool }) => pool.query('select 1::bigint as n')));
    expect(answers.map(({ rows }) => rows as unknown)).toEqual([[{ n: 1 }], [{ n: 1 }]]);
    await Promise.all([one.close(), two.close()]);
  });
});

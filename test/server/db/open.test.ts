import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../server/config.ts';
import { openDatabase } from '../../../server/db/open.ts';
import { gone, makeDataDir, type TestDataDir } from '../../support/data-dir.ts';

let place: TestDataDir;
beforeAll(async () => (place = await makeDataDir()));
afterAll(() => place.remove());

const open = () => openDatabase(readConfig({ DATA_DIR: place.dataDir, PATH: process.env['PATH'] }));

describe('the embedded database', () => {
  it('is made by the first start and found by the second', async () => {
    const first = await open();
    await first.pool.query("create table note (text text); insert into note values ('芜湖')");
    const before = await stat(join(place.clusterDir, 'PG_VERSION'));
    await first.close();
    await gone(place.clusterDir);

    const second = await open();
    expect((await second.pool.query('select text from note')).rows).toEqual([{ text: '芜湖' }]);
    expect((await stat(join(place.clusterDir, 'PG_VERSION'))).ino).toBe(before.ino);
    await second.close();
  });

  it('can be closed twice and is gone then', async () => {
    const { close } = await open();
    await Promise.all([close(), close()]);
    await gone(place.clusterDir);
  });

  describe('while it is open', () => {
    let database: Awaited<ReturnType<typeof openDatabase>>;
    beforeAll(async () => (database = await open()));
    afterAll(() => database.close());
    const setting = async (name: string) =>
      (await database.pool.query<{ value: string }>('select current_setting($1) as value', [name])).rows[0]?.value;

    it('is durable and reached from this machine alone, with a password', async () => {
      expect(await setting('fsync')).toBe('on');
      expect(await setting('synchronous_commit')).toBe('on');
      expect(await setting('full_page_writes')).toBe('on');
      expect(await setting('listen_addresses')).toBe('127.0.0.1');
      expect(await setting('unix_socket_directories')).toBe('');
      const secret = await stat(join(place.clusterDir, 'shaotu.password'));
      expect(secret.mode & 0o777).toBe(0o600);
      const url = new URL(database.url);
      expect(url.password.length).toBeGreaterThanOrEqual(32);
      url.password = 'wrong';
      const stranger = new pg.Client({ connectionString: url.href });
      await expect(stranger.connect()).rejects.toThrow(/password authentication failed/);
    });

    it('stores Chinese as UTF-8 and depends on no locale of the machine', async () => {
      const { rows } = await database.pool.query(
        'select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider from pg_database where datname = current_database()',
      );
      expect(rows).toEqual([{ encoding: 'UTF8', provider: 'b' }]);
    });

    it('reads bigint as a number, jsonb parsed and timestamps as dates, and leaves other users of pg alone', async () => {
      const question = `select 9007199254740991::bigint as seq, '{"a":[1]}'::jsonb as json, timestamptz '2026-01-02 03:04:05+08' as at`;
      const { rows } = await database.pool.query(question);
      expect(rows).toEqual([{ seq: 9007199254740991, json: { a: [1] }, at: new Date('2026-01-01T19:04:05Z') }]);
      const other = new pg.Client({ connectionString: database.url });
      await other.connect();
      expect((await other.query<{ seq: unknown }>(question)).rows[0]?.seq).toBe('9007199254740991');
      await other.end();
    });
  });
});

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect } from '../../../server/db/connect.ts';
import { DatabaseNewer } from '../../../server/db/errors.ts';
import { migrate } from '../../../server/db/migrate.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { databaseOn, runOn } from '../../support/databases.ts';

const ignore = () => undefined;

describe('migrate', () => {
  it('lets one of many servers that start together do the work', async () => {
    const name = `race_${process.pid}`;
    await runOn(inject('postgresUrl'), `create database ${name} encoding 'UTF8' template template0`);
    const servers = Array.from({ length: 6 }, () => connect(databaseOn(inject('postgresUrl'), name), ignore, 2));
    const made = await Promise.all(servers.map(({ db }) => migrate(db)));
    expect(made.filter((names) => names.length > 0)).toEqual([['0001-city']]);
    await Promise.all(servers.map(({ db }) => db.destroy()));
    await runOn(inject('postgresUrl'), `drop database ${name} with (force)`);
  });

  describe('on a database that is there', () => {
    let fresh: FreshDatabase;
    beforeAll(async () => (fresh = await freshDatabase()));
    afterAll(() => fresh.drop());

    it('has nothing to do', async () => {
      expect(await migrate(fresh.db)).toEqual([]);
      expect(await fresh.db.selectFrom('city').selectAll().execute()).toEqual([]);
    });

    it('refuses one that a newer release has changed', async () => {
      await sql`insert into kysely_migration values ('9999-later', '2030-01-01')`.execute(fresh.db);
      await expect(migrate(fresh.db)).rejects.toThrow(DatabaseNewer);
      await expect(migrate(fresh.db)).rejects.toThrow(
        /^The database was changed by a newer release .*9999-later.*新版本/,
      );
    });
  });
});

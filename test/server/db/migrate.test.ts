import { Migrator, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { departmentCalled } from '../../../server/contract/matrix.ts';
import { city0001 } from '../../../server/db/migrations/0001-city.ts';
import { pictures0011 } from '../../../server/db/migrations/0011-pictures.ts';
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
    expect(made.filter((names) => names.length > 0)).toEqual([
      [
        '0001-city',
        '0002-matrix',
        '0003-closed-loop',
        '0004-items-and-clocks',
        '0005-audit',
        '0006-people',
        '0007-scores',
        '0008-open311',
        '0009-telling',
        '0010-sign-in',
        '0011-pictures',
        '0012-walking',
      ],
    ]);
    await Promise.all(servers.map(({ db }) => db.destroy()));
    await runOn(inject('postgresUrl'), `drop database ${name} with (force)`);
  });

  it('gives the departments of whistles that are there a part each, and their clients a snapshot', async () => {
    const name = `before_${process.pid}`;
    await runOn(inject('postgresUrl'), `create database ${name} encoding 'UTF8' template template0`);
    const { db } = connect(databaseOn(inject('postgresUrl'), name), ignore, 2);
    const first = { getMigrations: () => Promise.resolve({ '0001-city': city0001 }) };
    expect((await new Migrator({ db, provider: first }).migrateToLatest()).error).toBeUndefined();
    await sql`insert into city (id, name, name_en, time_zone, west, south, east, north, synthetic, version, people,
        provenance, clock_kind, clock_mark, clock_city_at, clock_real_at, clock_speed, feed_speed, log, head_seq, counters)
      values ('c', 'c', 'c', 'Asia/Shanghai', 0, 0, 1, 1, true, 1, 0, '[]', 'live', 'none', now(), now(), 1, 1,
        gen_random_uuid(), 7, '{}')`.execute(db);
    const clock = { calledAt: '2025-12-31T23:00:00.000Z', reportBy: null, resolveBy: '2026-01-05T01:02:03.004Z' };
    const { calledAt, resolveBy } = clock;
    // What was due before this release has been told.
    const told = { warnAt: resolveBy, warnedAt: resolveBy, lateAt: resolveBy };
    const called = (name: string) => departmentCalled(name, { ...clock, reportAlarm: null, resolveAlarm: told });
    const whistle = (number: number, departments: string, resolved: string | null) =>
      sql`insert into whistle (id, city_id, number, title, kind, risk, lng, lat, zone, community, street, district,
          departments, stage, called_at, resolve_by, resolved_at, origin, seq, version)
        values (gen_random_uuid(), 'c', ${number}, 't', 'problem', 'normal', 0, 0, 0, 'a', 'b', 'd',
          ${departments}::jsonb, 'called', ${calledAt}, ${resolveBy}, ${resolved}, 'person', ${number}, 1)`.execute(db);
    await whistle(
      1,
      '[{"department":"甲","reportedAt":null},{"department":"乙","reportedAt":"2026-01-01T00:00:00.000Z"}]',
      null,
    );
    await whistle(2, '[{"department":"甲","reportedAt":"2026-01-01T00:00:00.000Z"}]', '2026-01-02T03:04:05.006Z');
    expect(await migrate(db)).toEqual([
      '0002-matrix',
      '0003-closed-loop',
      '0004-items-and-clocks',
      '0005-audit',
      '0006-people',
      '0007-scores',
      '0008-open311',
      '0009-telling',
      '0010-sign-in',
      '0011-pictures',
      '0012-walking',
    ]);
    const rows = await db.selectFrom('whistle').select('departments').orderBy('number').execute();
    const reportedAt = '2026-01-01T00:00:00.000Z';
    expect(rows.map((r) => r.departments)).toEqual([
      [called('甲'), { ...called('乙'), reportedAt }],
      [{ ...called('甲'), reportedAt, resolvedAt: '2026-01-02T03:04:05.006Z' }],
    ]);
    expect(await db.selectFrom('city').select(['head_seq', 'floor_seq']).execute()).toEqual([
      { head_seq: 7, floor_seq: 8 },
    ]);
    await db.destroy();
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

    it('lets grades of before refer to no picture', async () => {
      const { db } = fresh;
      await sql`drop table picture`.execute(db);
      await sql`alter table whistle drop column pictures, drop constraint whistle_city_id_fkey`.execute(db);
      const graded = '[{"department":"甲","evaluation":{"speed":4}},{"department":"乙","evaluation":null}]';
      await sql`insert into whistle (id, city_id, number, title, kind, risk, lng, lat, zone, community, street, district,
          departments, stage, called_at, origin, seq, version)
        values (gen_random_uuid(), 'c', 1, 't', 'problem', 'normal', 0, 0, 0, 'a', 'b', 'd',
          ${graded}::jsonb, 'closed', now(), 'person', 1, 1)`.execute(db);
      await pictures0011.up(db);
      expect(await db.selectFrom('whistle').select(['departments', 'pictures']).execute()).toEqual([
        {
          pictures: 0,
          departments: [
            { department: '甲', evaluation: { speed: 4, pictures: [] } },
            { department: '乙', evaluation: null },
          ],
        },
      ]);
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

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CityGeometries } from '../../../server/cities/geometries.ts';
import { importCity, type ImportOptions } from '../../../server/cities/import.ts';
import { ProblemError } from '../../../server/http/problem.ts';
import { areaSquareMetres } from '../../../geodata/shapes.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { latticeCity } from './lattice-city.ts';

const live: ImportOptions = { clock: 'live', feed: false, nowMs: Date.parse('2026-11-23T06:00:00.000Z') };

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

describe('importing a city', () => {
  it('stores everything, and reads the same arrays back over shared memory', async () => {
    const model = latticeCity();
    const imported = await importCity(database.db, model, live);
    expect(imported).toEqual({ version: 1, areas: 85, zones: 576, compounds: 64, stations: 8 });
    const geometry = await new CityGeometries(database.db).of(model.id);
    expect(geometry.version).toBe(1);
    expect(geometry.zoneShapes).toEqual(model.zoneShapes);
    expect(geometry.areaShapes).toEqual(model.areaShapes);
    expect(geometry.people).toEqual(model.people);
    for (const array of [geometry.zoneShapes.coords, geometry.people.people, geometry.zoneCommunity])
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(geometry.zones.map((z) => z.code)).toEqual(model.zones.map((z) => z.code));
    expect(geometry.zones[7]!.areaM2).toBe(areaSquareMetres(model.zoneShapes, 7));
    expect(geometry.areas[0]).toMatchObject({ code: '3402', level: 'city', parent: null, synthetic: false });
    expect(geometry.areas.at(-1)).toMatchObject({ level: 'community', synthetic: true });
  });

  it('knows the areas above each zone', async () => {
    const model = latticeCity();
    await importCity(database.db, model, live);
    const { zones, areas, zoneCommunity, zoneStreet, zoneDistrict, coverageInput } = await new CityGeometries(
      database.db,
    ).of(model.id);
    zones.forEach((zone, index) => {
      const community = model.zones[index]!.community;
      expect(areas[zoneCommunity[index]!]!.code).toBe(community);
      expect(areas[zoneStreet[index]!]!.code).toBe(community.slice(0, 9));
      expect(areas[zoneDistrict[index]!]!.code).toBe(community.slice(0, 6));
      expect(zone.community).toBe(zoneCommunity[index]);
    });
    const input = coverageInput();
    expect(input.areas[0]!.parent).toBe(-1);
    expect(input.areas.slice(1).every((a, i) => areas[a.parent]!.code === areas[i + 1]!.parent)).toBe(true);
  });

  it('gives stations the same ids on every import, and their place', async () => {
    await importCity(database.db, latticeCity(), live);
    const first = await database.db.selectFrom('station').selectAll().orderBy('code').execute();
    expect(first[0]).toMatchObject({ zone: 72, community: '340201001003', street: '340201001', district: '340201' });
    expect(first[0]).toMatchObject({ pinyin: 'tuanjiedi1xianfengyizhan', initials: 'tjd1xfyz', seq: 0, version: 1 });
    const other = await freshDatabase();
    try {
      await importCity(other.db, latticeCity(), live);
      const second = await other.db.selectFrom('station').selectAll().orderBy('code').execute();
      expect(second).toEqual(first);
    } finally {
      await other.drop();
    }
  });

  it('a second import raises the version, starts a new log and keeps a station that moved', async () => {
    const geometries = new CityGeometries(database.db);
    await importCity(database.db, latticeCity(), live);
    const before = await geometries.of('lattice');
    const { log } = await database.db.selectFrom('city').select('log').executeTakeFirstOrThrow();
    await database.db
      .updateTable('station')
      .set({ lng: 118.3013, lat: 31.2013, open: false })
      .where('code', '=', 'S0003')
      .execute();
    expect((await importCity(database.db, latticeCity(), live)).version).toBe(2);
    const after = await geometries.of('lattice');
    expect([before.version, after.version]).toEqual([1, 2]);
    expect(await geometries.of('lattice')).toBe(after);
    const city = await database.db.selectFrom('city').selectAll().executeTakeFirstOrThrow();
    expect(city.log).not.toBe(log);
    const station = await database.db
      .selectFrom('station')
      .selectAll()
      .where('code', '=', 'S0003')
      .executeTakeFirstOrThrow();
    expect(station).toMatchObject({ zone: 0, open: false });
    expect(await database.db.selectFrom('city_layer').select('version').distinct().execute()).toEqual([{ version: 2 }]);
  });

  it('refuses areas that leave a station out, and stores nothing then', async () => {
    await importCity(database.db, latticeCity(), live);
    await database.db.updateTable('station').set({ lng: 100, lat: 20 }).where('code', '=', 'S0003').execute();
    await expect(importCity(database.db, latticeCity(), live)).rejects.toMatchObject({ code: 'position-outside-city' });
    expect(await database.db.selectFrom('city').select('version').execute()).toEqual([{ version: 1 }]);
  });

  it('of two that create the same city at once, one is told that it exists', async () => {
    const both = await Promise.allSettled(
      [1, 2].map(() => importCity(database.db, latticeCity(), { ...live, whenExists: 'refuse' })),
    );
    const failed = both.filter((r) => r.status === 'rejected').map((r) => r.reason as unknown);
    expect(failed).toEqual([new ProblemError('city-exists', 'lattice')]);
  });

  it('sets up clock and feed', async () => {
    await importCity(database.db, latticeCity('demo'), { ...live, clock: 'simulated', feed: true });
    await importCity(database.db, latticeCity('live'), live);
    const rows = await database.db.selectFrom('city').selectAll().orderBy('id').execute();
    expect(rows[0]).toMatchObject({
      clock_kind: 'simulated',
      clock_mark: 'demo',
      feed_running: false,
      clock_speed: 1,
      people: 5760,
    });
    expect(rows[1]).toMatchObject({ clock_kind: 'live', clock_mark: 'none', feed_running: null, clock_speed: 1 });
  });

  it('an unknown city is named as such', async () => {
    await expect(new CityGeometries(database.db).of('nowhere')).rejects.toMatchObject({ code: 'city-unknown' });
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CityGeometries } from '../../../server/cities/geometries.ts';
import type { CityGeometry } from '../../../server/cities/geometry.ts';
import { importCity } from '../../../server/cities/import.ts';
import { spell } from '../../../server/cities/spelling.ts';
import { presentHit } from '../../../server/areas/hits.ts';
import { search } from '../../../server/areas/search.ts';
import type { SearchHit } from '../../../server/contract/city.ts';
import { wholeCity } from '../../../server/live/read.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { latticeCity } from '../cities/lattice-city.ts';

const model = latticeCity();
let database: FreshDatabase;
let city: CityGeometry;
beforeAll(async () => {
  database = await freshDatabase();
  await importCity(database.db, model, { clock: 'live', feed: false, nowMs: 0 });
  city = await new CityGeometries(database.db).of(model.id);
  await database.db
    .insertInto('whistle')
    .values({
      id: '00000000-0000-4000-8000-000000000123',
      city_id: model.id,
      number: 123,
      title: '占道经营',
      kind: 'problem',
      risk: 'normal',
      lng: 118.31,
      lat: 31.21,
      zone: 0,
      community: '340201001001',
      street: '340201001',
      district: '340201',
      departments: '[]',
      stage: 'called',
      called_at: new Date(0),
      origin: 'person',
      seq: 1,
      version: 1,
    })
    .execute();
});
afterAll(() => database.drop());

async function hits(q: string, limit = 10): Promise<SearchHit[]> {
  return (await search(database.db, model.id, wholeCity, { q, limit })).flatMap(
    (found) => presentHit(city, found) ?? [],
  );
}

describe('search', () => {
  it('finds every area by its name, its pinyin and its initials', async () => {
    for (const area of model.areas.filter((a) => a.level !== 'city')) {
      const { pinyin, initials } = spell(area.name);
      for (const q of [area.name, pinyin, pinyin.replace(/([aeiou]+n?g?)/g, '$1 '), initials, initials.toUpperCase()]) {
        const ids = (await hits(q, 50)).map((h) => h.id);
        // Names recur in the districts, so that a name may have more than 50 bearers; then its code finds it.
        if (ids.length < 50) expect(ids, `${area.name} by ${q}`).toContain(area.code);
      }
      expect((await hits(area.code))[0]).toMatchObject({ id: area.code, kind: area.level, name: area.name });
    }
  });

  it('puts what is meant first: jhq is the district, whose bearer is exact', async () => {
    for (const q of ['jhq', 'JHQ', '镜湖', '镜湖区', 'jinghu', 'jing hu qu', "jing'hu", 'District 340201'])
      expect((await hits(q))[0], q).toMatchObject({ kind: 'district', id: '340201', name: '镜湖区' });
    expect((await hits('团结')).map((h) => h.kind)).toEqual([...Array<string>(10).fill('community')]);
    expect((await hits('团结第1先锋'))[0]).toMatchObject({ kind: 'station', id: 'S0001', bbox: null });
  });

  it('orders by match, then by level from the district down, then the shorter name', async () => {
    const found = await hits('区', 50);
    const kinds = found.map((h) => h.kind);
    expect(kinds.slice(0, 4)).toEqual(['district', 'district', 'district', 'district']);
    expect(kinds.indexOf('community')).toBe(4);
    // 花园10期 is longer than 花园2期, so that numbers come in their order.
    expect((await hits('翠湖花园')).map((h) => h.name).slice(0, 3)).toEqual([
      '翠湖花园1期',
      '翠湖花园2期',
      '翠湖花园3期',
    ]);
  });

  it('tells where it lies', async () => {
    const [community] = await hits('340201001001');
    expect(community!.within).toEqual(['镜湖区', '赭山街道']);
    const [zone] = await hits('340201001001-0005');
    expect(zone).toMatchObject({ kind: 'zone', within: ['镜湖区', '赭山街道', '团结社区'] });
    expect(city.locate(...zone!.position)).toBe(city.zoneByCode.get('340201001001-0005'));
    const [compound] = await hits('X0000');
    expect(compound).toMatchObject({
      kind: 'compound',
      name: '翠湖花园1期',
      within: ['镜湖区', '赭山街道', '团结社区'],
    });
  });

  it('knows a whistle by its code', async () => {
    for (const q of ['W000123', 'w123', ' W000123 '])
      expect((await hits(q))[0]).toMatchObject({
        kind: 'whistle',
        name: '占道经营',
        within: expect.any(Array) as string[],
      });
    expect((await hits('W000124')).filter((h) => h.kind === 'whistle')).toEqual([]);
  });

  it('knows an open whistle by what it is about, whole or in part', async () => {
    for (const q of ['占道', '占道经营', '经营'])
      expect(
        (await hits(q)).find((h) => h.kind === 'whistle'),
        q,
      ).toMatchObject({ name: '占道经营' });
    expect((await hits('占道 消防')).filter((h) => h.kind === 'whistle')).toEqual([]);
  });

  it('needs every word where one is Chinese', async () => {
    const found = await hits('大砻坊 shequ', 50);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map((h) => h.name))).toEqual(new Set(['大砻坊社区']));
    expect(await hits('大砻坊 jiedao')).toEqual([]);
  });

  it('takes signs as signs: no pattern, no error, nothing found', async () => {
    for (const q of ['%', '_', '\\', "'", '镜%', '镜_区', '镜湖\\', '--', '；', '\0'])
      expect(await hits(q), q).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), async (q) => {
        expect((await hits(q, 5)).length).toBeLessThanOrEqual(5);
        expect((await hits(`3402${q}区`, 5)).length).toBeLessThanOrEqual(5);
      }),
      { numRuns: 100 },
    );
  });
});

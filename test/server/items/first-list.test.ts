import { afterAll, beforeAll, expect, it } from 'vitest';
import { importCity } from '../../../server/cities/import.ts';
import { cityDay, quarterStart } from '../../../server/items/city-day.ts';
import { ensureFirstList } from '../../../server/items/first-list.ts';
import { ItemBook, listOn } from '../../../server/items/book.ts';
import { smallCity } from '../../support/cities.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { item } from './lists.ts';

const nowMs = Date.parse('2026-02-10T03:00:00Z');
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await importCity(database.db, smallCity('demo'), { clock: 'simulated', feed: true, nowMs });
});
afterAll(() => database.drop());

it('a city without a list gets its first one, from the quarter before, once', async () => {
  const { db } = database;
  expect(await ensureFirstList(db, 'demo', [item('P001')], nowMs)).toBe(true);
  expect(await ensureFirstList(db, 'demo', [item('P002')], nowMs)).toBe(false);
  expect(await ensureFirstList(db, 'nowhere', [item('P001')], nowMs)).toBe(false);
  expect(listOn(await new ItemBook(db).of('demo'), '2026-01-11')).toEqual({
    startsOn: '2025-10-01',
    items: [item('P001')],
  });
});

it('a day is the one of the city, a quarter begins with January, April, July or October', () => {
  const at = new Date('2026-12-31T16:00:00Z');
  expect([cityDay(at, 'Asia/Shanghai'), cityDay(at, 'America/New_York')]).toEqual(['2027-01-01', '2026-12-31']);
  expect(['2026-01-01', '2026-03-31', '2026-05-09', '2026-12-31'].map((d) => quarterStart(d))).toEqual([
    ...['2026-01-01', '2026-01-01', '2026-04-01', '2026-10-01'],
  ]);
  expect(quarterStart('2026-02-10', 1)).toBe('2025-10-01');
});

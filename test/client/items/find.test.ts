import { expect, test } from 'vitest';
import { findItems, type FoundItem } from '../../../client/items/find.ts';
import { dayAfter, nextQuarterStart, quarterOf, standingOf } from '../../../client/items/revision.ts';
import { item } from '../../server/items/lists.ts';

const found = (code: string, name: string, initials: string, departments = ['城市管理局']): FoundItem => ({
  item: item(code, { name, departments }),
  initials,
});
const all = [
  found('P001', '占道经营影响通行', 'zdjyyxtx'),
  found('P012', '路灯不亮', 'ldbl', ['供电公司']),
  found('J002', '消防通道堵塞', 'xftdds', ['消防救援支队']),
  found('E002', '道路塌陷', 'dltx'),
];
const codes = (text: string): string[] => findItems(all, text).map((f) => f.item.code);

test('an item is found by name, initials, code or department, the closest first', () => {
  expect(codes('')).toEqual(['P001', 'P012', 'J002', 'E002']);
  expect(codes('路')).toEqual(['P012', 'E002']);
  expect(codes('道')).toEqual(['E002', 'P001', 'J002']);
  expect(codes(' XFTD ')).toEqual(['J002']);
  expect(codes('ｐ0')).toEqual(['P001', 'P012']);
  expect(codes('tdds')).toEqual(['J002']);
  expect(codes('供电')).toEqual(['P012']);
  expect(codes('没有')).toEqual([]);
});

test('a revision is in force until the next one begins', () => {
  const head = { startsOn: '2026-07-01', endsBefore: '2026-10-01', items: 3, version: 1, begun: true };
  expect(standingOf(head, '2026-09-30')).toBe('inForce');
  expect(standingOf(head, '2026-10-01')).toBe('past');
  expect(standingOf({ ...head, endsBefore: null }, '2030-01-01')).toBe('inForce');
  expect(standingOf({ ...head, begun: false }, '2026-06-30')).toBe('toCome');
});

test('quarters and days follow each other over the end of the year', () => {
  expect(quarterOf('2026-11-26')).toEqual({ year: '2026', n: 4 });
  expect(['2026-01-01', '2026-06-30', '2026-11-26'].map(nextQuarterStart)).toEqual([
    ...['2026-04-01', '2026-07-01', '2027-01-01'],
  ]);
  expect([dayAfter('2026-12-31'), dayAfter('2028-02-28')]).toEqual(['2027-01-01', '2028-02-29']);
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMovedDays, HolidaysInvalid, readMovedDays } from '../../../server/clocks/moved-days.ts';
import { parseOfficeHours } from '../../../server/clocks/office-hours.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 8 });

describe('office hours', () => {
  it('are read as they are written, where their spans lie in order and apart', () => {
    fc.assert(
      fc.property(minutes, (some) => {
        const even = some.sort((a, b) => a - b).slice(0, some.length - (some.length % 2));
        const spans = Array.from({ length: even.length / 2 }, (_, i) => [even[2 * i]!, even[2 * i + 1]!] as const);
        const text = spans.map(([from, to]) => `${clock(from)}-${clock(to)}`);
        expect(parseOfficeHours(text.join(','))).toEqual(spans);
        if (spans.length > 1) expect(parseOfficeHours(text.reverse().join(', '))).toBe(null);
      }),
    );
  });

  it.each(['', '8-12', '12:00-08:30', '08:30-12:60', '08:30-24:01', '08:30-12:00,11:00-17:00', '08:30-08:30'])(
    'refuses %j',
    (text) => expect(parseOfficeHours(text)).toBe(null),
  );
});

const file = `\ufeff# 国务院办公厅关于某年部分节假日安排的通知
2031-03-05,休   # a Wednesday
2031-03-08，班

2031-03-09\twork
`;

describe('a file of holidays', () => {
  it('says which days are off and which are worked', () => {
    expect([...parseMovedDays(file, 'f')]).toEqual([
      ['2031-03-05', false],
      ['2031-03-08', true],
      ['2031-03-09', true],
    ]);
  });

  it.each([
    ['2031-02-29,休', 1],
    ['2031-03-05,休\n2031-03-05,班', 2],
    ['# 年\n5 March,休', 2],
    ['2031-03-05', 1],
    ['2031-03-05,holiday', 1],
  ])('names the line that says anything else: %j', (text, line) => {
    expect(() => parseMovedDays(text, 'f')).toThrow(HolidaysInvalid);
    expect(() => parseMovedDays(text, 'f')).toThrow(`line ${line}:`);
  });

  it('says so where it cannot be read', async () => {
    await expect(readMovedDays('/nowhere/days.csv')).rejects.toThrow(/"\/nowhere\/days.csv", cannot be read/);
    expect(await readMovedDays(undefined)).toEqual(new Map());
  });
});

describe('a server with hours and days of its own', () => {
  let server: TestServer;
  beforeAll(async () => {
    const realNowMs = () => Date.parse('2031-01-01T00:00:00Z');
    const workingDays = { hours: parseOfficeHours('09:00-17:00')!, moved: parseMovedDays(file, 'f') };
    server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated' }], realNowMs, workingDays });
    await server.db.updateTable('city').set({ time_zone: 'Asia/Shanghai' }).execute();
    const item = {
      ...{ code: 'P001', name: '路灯不亮', kind: 'problem', departments: ['城管局'], lead: '城管局' },
      ...{ risk: 'normal', weight: 1 },
      reportWithin: { amount: 9, unit: 'hour', time: 'working' },
      resolveWithin: { amount: 3, unit: 'day', time: 'working' },
    };
    await server.db
      .insertInto('item_list')
      .values({ city_id: 'smallville', starts_on: '2031-01-01', version: 1, items: JSON.stringify([item]) })
      .execute();
  });
  afterAll(() => server.stop());

  it('counts deadlines in them', async () => {
    const at = (wall: string): string => new Date(`${wall}:00+08:00`).toISOString();
    const { body } = await call<Whistle>('POST', `${server.api}/cities/smallville/whistles`, {
      ...{ position: inSmallCity, departments: ['城管局'], item: 'P001', at: at('2031-03-04T16:00') },
    });
    // Tuesday; Wednesday is off, Saturday and Sunday are worked.
    expect(body).toMatchObject({ reportBy: at('2031-03-06T17:00'), resolveBy: at('2031-03-08T17:00') });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Period } from '../../../server/contract/item.ts';
import { chineseWorkdays, isCalendarKnown, untoldYears } from '../../../server/clocks/chinese-calendar.ts';
import { afterPause, deadlineOf, endOfPeriod, warningOf } from '../../../server/clocks/deadline.ts';
import { dayMs, workingTime } from '../../../server/clocks/working-time.ts';

const isWorkday = chineseWorkdays();
const work = workingTime('Asia/Shanghai', isWorkday);
const at = (wall: string): number => Date.parse(`${wall}+08:00`);
const wall = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);
const dayOf = (name: string): number => Date.parse(`${name}T00:00:00Z`) / dayMs;

/** Days of a month written `MM-DD`, or spans of them `MM-DD/MM-DD`. */
const days = (year: number, ...spans: string[]): number[] =>
  spans.flatMap((span) => {
    const [from, to = from] = span.split('/') as [string, string?];
    const first = dayOf(`${year}-${from}`);
    return Array.from({ length: dayOf(`${year}-${to}`) - first + 1 }, (_, i) => first + i);
  });

/** 国务院办公厅 notices: 国办发明电〔2024〕12号 for 2025, 国办发明电〔2025〕7号 for 2026. */
const notices = {
  2025: {
    rest: days(2025, '01-01', '01-28/02-04', '04-04/04-06', '05-01/05-05', '05-31/06-02', '10-01/10-08'),
    work: days(2025, '01-26', '02-08', '04-27', '09-28', '10-11'),
  },
  2026: {
    rest: days(
      2026,
      '01-01/01-03',
      '02-15/02-23',
      '04-04/04-06',
      '05-01/05-05',
      '06-19/06-21',
      '09-25/09-27',
      '10-01/10-07',
    ),
    work: days(2026, '01-04', '02-14', '02-28', '05-09', '09-20', '10-10'),
  },
};

describe('the Chinese calendar', () => {
  it.each([2025, 2026] as const)('is the State Council’s notice of %i, day by day', (year) => {
    const { rest, work: moved } = notices[year];
    for (const day of days(year, '01-01/12-31')) {
      const weekday = new Date(day * dayMs).getUTCDay();
      const expected = moved.includes(day) || (weekday % 6 !== 0 && !rest.includes(day));
      expect([day, isWorkday(day)]).toEqual([day, expected]);
    }
    expect(isCalendarKnown(year)).toBe(true);
  });

  it('says which years it does not know yet', () => {
    expect(isCalendarKnown(2051)).toBe(false);
    const december = Date.parse('2050-12-01T00:00:00Z');
    expect(untoldYears(december, new Map())).toEqual([2050, 2051]);
    expect(untoldYears(december, new Map([['2051-01-01', false]]))).toEqual([2050]);
    expect(untoldYears(Date.parse('2026-06-01T00:00:00Z'), new Map())).toEqual([]);
  });
});

const period = (amount: number, unit: Period['unit'], time: Period['time']): Period => ({ amount, unit, time });

describe('a period', () => {
  it.each([
    // A call on Friday afternoon: an hour is left of it, the rest is Monday's.
    ['2026-11-20T16:30', period(4, 'hour', 'working'), '2026-11-23T11:30'],
    // Over noon.
    ['2026-11-26T11:30', period(60, 'minute', 'working'), '2026-11-26T14:30'],
    // At night and on a Sunday nothing is counted until offices open.
    ['2026-11-22T03:00', period(30, 'minute', 'working'), '2026-11-23T09:00'],
    // The day of the call does not count, the last one ends when offices close.
    ['2026-11-20T09:00', period(1, 'day', 'working'), '2026-11-23T17:30'],
    // Spring Festival of 2026: nine days off, Saturday the 14th and the 28th are worked.
    ['2026-02-13T10:00', period(1, 'day', 'working'), '2026-02-14T17:30'],
    ['2026-02-14T10:00', period(5, 'day', 'working'), '2026-02-28T17:30'],
    ['2026-02-14T17:00', period(1, 'hour', 'working'), '2026-02-24T09:00'],
    ['2026-11-20T16:30', period(30, 'minute', 'calendar'), '2026-11-20T17:00'],
    ['2026-11-20T16:30', period(24, 'hour', 'calendar'), '2026-11-21T16:30'],
    // Midnight of the last day; a last day that is a day of rest goes over to the next working day.
    ['2026-11-23T16:30', period(3, 'day', 'calendar'), '2026-11-27T00:00'],
    ['2026-11-20T16:30', period(1, 'day', 'calendar'), '2026-11-24T00:00'],
  ] as const)('from %s, %o, ends %s', (from, given, end) => {
    expect(wall(endOfPeriod(at(from), given, work))).toBe(end);
  });

  it('warns when a fifth of its own time is left', () => {
    const from = at('2026-11-20T16:30');
    expect(wall(deadlineOf(from, period(5, 'hour', 'working'), work).warnAtMs)).toBe('2026-11-23T11:30');
    expect(wall(deadlineOf(from, period(10, 'hour', 'calendar'), work).warnAtMs)).toBe('2026-11-21T00:30');
    // Set by hand to a Sunday night: there is no office time in it at all.
    expect(wall(warningOf(at('2026-11-22T00:00'), at('2026-11-22T10:00'), 'working', work))).toBe('2026-11-22T08:00');
  });
});

describe('working time by its laws', () => {
  const minutes = (from: string, to: string) => fc.integer({ min: at(from) / 60_000, max: at(to) / 60_000 });
  const instant = minutes('2025-01-01T00:00', '2026-12-20T00:00').map((m) => m * 60_000);
  const spanMs = fc.integer({ min: 0, max: 200 * 60 }).map((m) => m * 60_000);

  it('after(t, w) is the earliest instant with w between', () => {
    fc.assert(
      fc.property(instant, spanMs, (t, w) => {
        const end = work.after(t, w);
        expect(work.between(t, end)).toBe(w);
        if (w > 0) expect(work.between(t, end - 1)).toBe(w - 1);
      }),
    );
  });

  it('adds up, whatever lies between', () => {
    fc.assert(
      fc.property(instant, instant, instant, (x, y, z) => {
        const [a, b, c] = [x, y, z].sort((p, q) => p - q) as [number, number, number];
        expect(work.between(a, b) + work.between(b, c)).toBe(work.between(a, c));
        // No more than seven hours a day, and none of it on a day of rest.
        expect(work.between(a, c)).toBeLessThanOrEqual(Math.ceil((c - a) / dayMs + 1) * 7 * 3_600_000);
      }),
    );
  });

  const periods = fc.record({
    amount: fc.integer({ min: 1, max: 30 }),
    unit: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
    time: fc.constantFrom('working' as const, 'calendar' as const),
  });

  it('never lets a later call be due earlier, nor warns outside its time', () => {
    fc.assert(
      fc.property(instant, instant, periods, (x, y, given) => {
        const [a, b] = [Math.min(x, y), Math.max(x, y)];
        expect(endOfPeriod(a, given, work)).toBeLessThanOrEqual(endOfPeriod(b, given, work));
        const { byMs, warnAtMs } = deadlineOf(a, given, work);
        expect(byMs).toBeGreaterThan(a);
        expect(warnAtMs).toBeGreaterThanOrEqual(a);
        expect(warnAtMs).toBeLessThan(byMs);
      }),
    );
  });

  it('leaves as much time after a pause as there was before, and two pauses in a row are one', () => {
    fc.assert(
      fc.property(instant, periods, fc.array(spanMs, { minLength: 2, maxLength: 2 }), (from, given, [p, q]) => {
        const { byMs } = deadlineOf(from, given, work);
        const middle = from + p!;
        const end = middle + q!;
        const { time } = given;
        fc.pre(middle < byMs);
        const once = afterPause(byMs, { fromMs: from, toMs: end }, time, work);
        const first = afterPause(byMs, { fromMs: from, toMs: middle }, time, work);
        expect(afterPause(first, { fromMs: middle, toMs: end }, time, work)).toBe(once);
        const left = (t: number, by: number): number => (time === 'working' ? work.between(t, by) : by - t);
        expect(left(end, once)).toBe(left(from, byMs));
        expect(afterPause(byMs, { fromMs: from, toMs: from }, time, work)).toBe(byMs);
      }),
    );
  });
});

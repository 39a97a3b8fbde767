import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scorePeriodSchema } from '../../../server/contract/score.ts';
import { periodsBetween, spanOf, yearAt } from '../../../server/scores/period.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const span = (period: string, zone: string): string[] => Object.values(spanOf(period, zone)).map(iso);

describe('a period', () => {
  it('runs from city midnight to city midnight', () => {
    expect(span('2026', 'Asia/Shanghai')).toEqual(['2025-12-31T16:00:00.000Z', '2026-12-31T16:00:00.000Z']);
    expect(span('2026Q3', 'Asia/Shanghai')).toEqual(['2026-06-30T16:00:00.000Z', '2026-09-30T16:00:00.000Z']);
    expect(span('2026Q4', 'Asia/Shanghai')).toEqual(['2026-09-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z']);
    // Summer time begins within the first quarter and ends within the last.
    expect(span('2015Q1', 'America/New_York')).toEqual(['2015-01-01T05:00:00.000Z', '2015-04-01T04:00:00.000Z']);
    expect(span('2015Q4', 'America/New_York')).toEqual(['2015-10-01T04:00:00.000Z', '2016-01-01T05:00:00.000Z']);
  });

  it('is a year or a quarter, and nothing else', () => {
    for (const text of ['2026', '2026Q1', '2026Q4']) expect(scorePeriodSchema.safeParse(text).success).toBe(true);
    for (const text of ['', '26', '2026Q0', '2026Q5', '2026-Q1', '2026q1', '0999', '2026Q1 ', '20260'])
      expect([text, scorePeriodSchema.safeParse(text).success]).toEqual([text, false]);
  });

  it('is found for any two instants: those between, without a gap, the newest first', () => {
    const zone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu');
    const ms = fc.integer({ min: Date.parse('2015-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(zone, ms, ms, (timeZone, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const all = periodsBetween(from, to, timeZone);
        const quarters = all.filter((p) => p.includes('Q')).map((p) => spanOf(p, timeZone));
        expect(quarters[0]!.fromMs <= to && to < quarters[0]!.toMs).toBe(true);
        expect(quarters.at(-1)!.fromMs <= from && from < quarters.at(-1)!.toMs).toBe(true);
        quarters.forEach((q, i) => i > 0 && expect(q.toMs).toBe(quarters[i - 1]!.fromMs));
        expect(all[0]).toBe(yearAt(to, timeZone));
        expect(all.every((p) => scorePeriodSchema.safeParse(p).success)).toBe(true);
      }),
    );
    expect(
      periodsBetween(Date.parse('2025-12-31T15:59:59Z'), Date.parse('2026-04-01T00:00:00Z'), 'Asia/Shanghai'),
    ).toEqual(['2026', '2026Q2', '2026Q1', '2025', '2025Q4']);
  });
});

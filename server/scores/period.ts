import { instantOfWall, zoneOffset, type ZoneOffset } from '../clocks/local-time.ts';
import type { Span } from '../contract/score-facts.ts';

const monthOf = (quarter: number): number => (quarter - 1) * 3;

/** A year or quarter of the calendar in a time zone: from its first local midnight up to that of the next one. */
export function spanOf(period: string, timeZone: string): Span {
  const year = Number(period.slice(0, 4));
  const quarter = period.length > 4 ? Number(period.slice(5)) : null;
  const offset = zoneOffset(timeZone);
  const midnight = (month: number): number => instantOfWall(Date.UTC(year, month), offset);
  const first = quarter === null ? 0 : monthOf(quarter);
  return { fromMs: midnight(first), toMs: midnight(first + (quarter === null ? 12 : 3)) };
}

const local = (ms: number, offset: ZoneOffset): { year: number; quarter: number } => {
  const wall = new Date(ms + offset(ms));
  return { year: wall.getUTCFullYear(), quarter: Math.floor(wall.getUTCMonth() / 3) + 1 };
};

export const yearAt = (ms: number, timeZone: string): string => String(local(ms, zoneOffset(timeZone)).year);

/** Years and their quarters that two instants lie in or between, the newest first, a year before its quarters. */
export function periodsBetween(fromMs: number, toMs: number, timeZone: string): string[] {
  const offset = zoneOffset(timeZone);
  const [first, last] = [local(fromMs, offset), local(toMs, offset)];
  const periods: string[] = [];
  for (let year = last.year; year >= first.year; year--) {
    const from = year === first.year ? first.quarter : 1;
    const to = year === last.year ? last.quarter : 4;
    periods.push(String(year));
    for (let quarter = to; quarter >= from; quarter--) periods.push(`${year}Q${quarter}`);
  }
  return periods;
}

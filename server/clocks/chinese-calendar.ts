import calendar from 'chinese-days';
import type { MovedDays } from './moved-days.ts';
import { dayMs, type IsWorkday } from './working-time.ts';

/** `YYYY-MM-DD` of a day in days since 1970-01-01. */
export const dayName = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/**
 * China's working days, with the days that the State Council's yearly notice moves (package chinese-days, and before it what `moved` says). A year whose
 * notice the package does not hold yet has its weekends only: `isCalendarKnown` says so.
 */
export function chineseWorkdays(moved: MovedDays = new Map()): IsWorkday {
  const known = new Map<number, boolean>();
  return (day) => {
    let open = known.get(day);
    if (open === undefined) {
      const name = dayName(day);
      open = moved.get(name) ?? calendar.isWorkday(name);
      known.set(day, open);
    }
    return open;
  };
}

/** Years within the next 45 days whose holidays nobody has told: deadlines of these count weekends only. */
export function untoldYears(nowMs: number, moved: MovedDays): number[] {
  const years = new Set([nowMs, nowMs + 45 * dayMs].map((ms) => new Date(ms).getUTCFullYear()));
  const isTold = (year: number): boolean => [...moved.keys()].some((day) => day.startsWith(`${year}-`));
  return [...years].filter((year) => !isCalendarKnown(year) && !isTold(year));
}

/** Whether the notice for a year is known: the National Day is then a holiday by name and no mere weekday. */
export const isCalendarKnown = (year: number): boolean =>
  calendar.getDayDetail(`${year}-10-01`).name.includes('National Day');

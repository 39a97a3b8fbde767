import calendar from 'chinese-days';
import { dayMs, type IsWorkday } from './working-time.ts';

/** `YYYY-MM-DD` of a day in days since 1970-01-01. */
export const dayName = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/**
 * China's working days, with the days that the State Council's yearly notice moves (package chinese-days). A year whose
 * notice the package does not hold yet has its weekends only: `isCalendarKnown` says so.
 */
export function chineseWorkdays(): IsWorkday {
  const known = new Map<number, boolean>();
  return (day) => {
    let open = known.get(day);
    if (open === undefined) {
      open = calendar.isWorkday(dayName(day));
      known.set(day, open);
    }
    return open;
  };
}

/** Whether the notice for a year is known: the National Day is then a holiday by name and no mere weekday. */
export const isCalendarKnown = (year: number): boolean =>
  calendar.getDayDetail(`${year}-10-01`).name.includes('National Day');

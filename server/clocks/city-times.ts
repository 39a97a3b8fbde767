import { chineseWorkdays } from './chinese-calendar.ts';
import type { MovedDays } from './moved-days.ts';
import { workingTime, type OfficeHours, type WorkingTime } from './working-time.ts';

/** The working time of a time zone, made once for each. */
export type CityTimes = (timeZone: string) => WorkingTime;

export interface WorkingDays {
  /** Left out: the usual ones. */
  hours?: OfficeHours | undefined;
  /** What is known of the calendar beyond the package that knows it. */
  moved?: MovedDays;
}

/** By the Chinese calendar, whatever the zone. */
export function cityTimes({ hours, moved }: WorkingDays = {}): CityTimes {
  const isWorkday = chineseWorkdays(moved);
  const known = new Map<string, WorkingTime>();
  return (timeZone) => {
    let time = known.get(timeZone);
    if (time === undefined) {
      time = workingTime(timeZone, isWorkday, hours);
      known.set(timeZone, time);
    }
    return time;
  };
}

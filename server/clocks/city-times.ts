import { chineseWorkdays } from './chinese-calendar.ts';
import { workingTime, type WorkingTime } from './working-time.ts';

/** The working time of a time zone, made once for each. */
export type CityTimes = (timeZone: string) => WorkingTime;

/** By the Chinese calendar, whatever the zone. */
export function cityTimes(): CityTimes {
  const isWorkday = chineseWorkdays();
  const known = new Map<string, WorkingTime>();
  return (timeZone) => {
    let time = known.get(timeZone);
    if (time === undefined) {
      time = workingTime(timeZone, isWorkday);
      known.set(timeZone, time);
    }
    return time;
  };
}

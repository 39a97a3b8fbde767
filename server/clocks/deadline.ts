import type { Period } from '../contract/item.ts';
import type { WorkingTime } from './working-time.ts';

const unitMs = { minute: 60_000, hour: 3_600_000 } as const;

/** The share of a deadline's time that is gone when it begins to warn. */
const warnsAfter = 0.8;

/** A deadline and the instant at which it begins to warn, ms since the epoch. */
export interface Deadline {
  byMs: number;
  warnAtMs: number;
}

/**
 * The instant at which a period ends that begins at `fromMs`. Minutes and hours run from the instant; days as the Civil
 * Code counts them (Articles 201 and 203): the day of the call is not counted; working days end when offices close on
 * the last of them, calendar days at its midnight, and where that last day is a rest day, on the next working day.
 */
export function endOfPeriod(fromMs: number, { amount, unit, time }: Period, work: WorkingTime): number {
  if (unit !== 'day') {
    const spanMs = amount * unitMs[unit];
    return time === 'working' ? work.after(fromMs, spanMs) : fromMs + spanMs;
  }
  let day = work.dayOf(fromMs);
  if (time === 'calendar') {
    day += amount;
    while (!work.isWorkday(day)) day += 1;
    return work.startOfDay(day + 1);
  }
  for (let left = amount; left > 0;) {
    day += 1;
    if (work.isWorkday(day)) left -= 1;
  }
  return work.closeOfDay(day);
}

/** When a deadline begins to warn: a fifth of its time is left, counted as the deadline counts. */
export function warningOf(fromMs: number, byMs: number, time: Period['time'], work: WorkingTime): number {
  const workMs = time === 'working' ? work.between(fromMs, byMs) : 0;
  // A deadline may lie wholly outside office hours where a person set it: then it counts the calendar.
  return workMs > 0 ? work.after(fromMs, warnsAfter * workMs) : fromMs + warnsAfter * (byMs - fromMs);
}

/** The deadline that a period sets from `fromMs` on. */
export function deadlineOf(fromMs: number, period: Period, work: WorkingTime): Deadline {
  const byMs = endOfPeriod(fromMs, period, work);
  return { byMs, warnAtMs: Math.floor(warningOf(fromMs, byMs, period.time, work)) };
}

/** An instant put off by a pause, in the time that it counts: as much is left after the pause as there was before it. */
export function afterPause(
  instantMs: number,
  pause: { fromMs: number; toMs: number },
  time: Period['time'],
  work: WorkingTime,
): number {
  if (instantMs <= pause.fromMs) return instantMs;
  if (time === 'calendar') return instantMs + (pause.toMs - pause.fromMs);
  return work.after(instantMs, work.between(pause.fromMs, pause.toMs));
}

import type { Alarm, DepartmentCall } from '../contract/matrix.ts';
import type { Period } from '../contract/item.ts';
import type { Whistle } from '../contract/whistle.ts';
import { warningOf, type Deadline } from '../clocks/deadline.ts';
import type { WorkingTime } from '../clocks/working-time.ts';
import { ProblemError } from '../http/problem.ts';
import type { WhistleChange } from '../live/batch.ts';

export const iso = (ms: number): string => new Date(ms).toISOString();

/** City time of a step: the caller's where the clock is simulated, else now; throws `time-not-settable`. */
export function timeOf(c: WhistleChange, at: string | undefined): Date {
  if (at === undefined) return c.now;
  if (c.city.clock_kind !== 'simulated') throw new ProblemError('time-not-settable');
  return new Date(at);
}

const timesOf = (d: DepartmentCall): (string | null | undefined)[] => [
  d.calledAt,
  d.dispatchedAt,
  d.reportedAt,
  d.onSiteAt,
  d.resolvedAt,
  d.releasedAt,
  d.handBack?.at,
  d.extension?.at,
  d.evaluation?.at,
];

/** Time of the newest step so far, ms. */
export function lastStepMs(w: Whistle): number {
  const times = [
    ...w.departments.flatMap(timesOf),
    ...[w.calledAt, w.verifiedAt, w.closedAt, w.lastNudge?.at, w.deferral?.at],
  ];
  return Math.max(...times.map((at) => (at ? Date.parse(at) : 0)));
}

/** The latest of some instants; `null` where none is given. */
export function latest(instants: readonly (string | null)[]): string | null {
  const known = instants.flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  return known.length === 0 ? null : iso(Math.max(...known));
}

/** An alarm that has not been given yet. */
export const alarmAt = (warnAtMs: number): Alarm => ({ warnAt: iso(warnAtMs), warnedAt: null, lateAt: null });

/** How a whistle's two deadlines count: as its item says; without an item by the calendar. */
export const timesCounted = ({ item }: Pick<Whistle, 'item'>): { report: Period['time']; resolve: Period['time'] } => ({
  report: item?.reportWithin.time ?? 'calendar',
  resolve: item?.resolveWithin.time ?? 'calendar',
});

/** A deadline that somebody set, from `fromMs` on. */
export const deadlineAt = (fromMs: number, byMs: number, time: Period['time'], clock: WorkingTime): Deadline => ({
  byMs,
  warnAtMs: Math.floor(warningOf(fromMs, byMs, time, clock)),
});

/** The fields of a part's deadlines. */
export const reportClock = (deadline: Deadline | null): Pick<DepartmentCall, 'reportBy' | 'reportAlarm'> => ({
  reportBy: deadline && iso(deadline.byMs),
  reportAlarm: deadline && alarmAt(deadline.warnAtMs),
});
export const resolveClock = (deadline: Deadline | null): Pick<DepartmentCall, 'resolveBy' | 'resolveAlarm'> => ({
  resolveBy: deadline && iso(deadline.byMs),
  resolveAlarm: deadline && alarmAt(deadline.warnAtMs),
});

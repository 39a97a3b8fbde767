import { afterPause } from '../clocks/deadline.ts';
import { liveParts, type Alarm, type DepartmentCall } from '../contract/matrix.ts';
import type { StepBody, Whistle } from '../contract/whistle.ts';
import { ProblemError } from '../http/problem.ts';
import { carried } from './parts.ts';
import type { StepAt } from './step-at.ts';
import { iso, timesCounted } from './time.ts';

/** Puts a whistle off; throws `time-backwards`. */
export function deferred({ whistle, at }: StepAt, { reason, until }: StepBody<'defer'>): Whistle {
  const untilMs = Date.parse(until);
  if (untilMs <= at.getTime()) throw new ProblemError('time-backwards', 'it can be put off only until later');
  const deferral = { at: at.toISOString(), reason, until: iso(untilMs) };
  return { ...whistle, deferral, deferrals: whistle.deferrals + 1 };
}

/** Takes it up again: what was left of each deadline when it was put off is left of it now. */
export function resumed({ whistle, at, clock }: StepAt): Whistle {
  const pause = { fromMs: Date.parse(whistle.deferral!.at), toMs: at.getTime() };
  const counted = timesCounted(whistle);
  const later = (instant: string, of: 'report' | 'resolve'): string =>
    iso(afterPause(Date.parse(instant), pause, counted[of], clock));
  const moved = (alarm: Alarm | null, of: 'report' | 'resolve'): Alarm | null =>
    alarm && { ...alarm, warnAt: later(alarm.warnAt, of) };
  const part = (d: DepartmentCall): DepartmentCall => ({
    ...d,
    ...(d.reportedAt === null && d.reportBy !== null
      ? { reportBy: later(d.reportBy, 'report'), reportAlarm: moved(d.reportAlarm, 'report') }
      : {}),
    ...(d.resolvedAt === null && d.resolveBy !== null
      ? { resolveBy: later(d.resolveBy, 'resolve'), resolveAlarm: moved(d.resolveAlarm, 'resolve') }
      : {}),
  });
  const live = liveParts(whistle.departments);
  const departments = whistle.departments.map((d) => (live.includes(d) ? part(d) : d));
  return carried({ ...whistle, deferral: null }, departments, at);
}

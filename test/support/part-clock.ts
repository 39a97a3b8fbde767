import type { Alarm, PartClock } from '../../server/contract/matrix.ts';

/** An alarm that has not rung, for a deadline that warns when a fifth of its time is left. */
const alarmOf = (calledAt: string, by: string | null): Alarm | null => {
  if (by === null) return null;
  const [fromMs, byMs] = [Date.parse(calledAt), Date.parse(by)];
  return { warnAt: new Date(byMs - 0.2 * (byMs - fromMs)).toISOString(), warnedAt: null, lateAt: null };
};

/** The clock of a part that was called then and has these deadlines. */
export const partClock = ({
  calledAt,
  reportBy,
  resolveBy,
}: Pick<PartClock, 'calledAt' | 'reportBy' | 'resolveBy'>): PartClock => ({
  calledAt,
  reportBy,
  resolveBy,
  reportAlarm: alarmOf(calledAt, reportBy),
  resolveAlarm: alarmOf(calledAt, resolveBy),
});

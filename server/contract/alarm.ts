import { runningDeadlines, type Escalation, type RunningDeadline, type Whistle } from './whistle.ts';

/** A moment at which a whistle's clock tells somebody, once. */
export interface DueAlarm {
  department: string | null;
  of: RunningDeadline['of'];
  level: 'warning' | 'breach';
  atMs: number;
}

/**
 * The street's own alarm, to verify and close, is for a whistle whose departments were done in time; before that their
 * alarms speak for it.
 */
const isStreetsTurn = ({ resolvedAt, resolveBy }: Whistle): boolean =>
  resolvedAt !== null && resolveBy !== null && Date.parse(resolvedAt) <= Date.parse(resolveBy);

const ahead = ({ department, of, byMs, warnAtMs, alarm }: RunningDeadline): DueAlarm[] => [
  ...(alarm.warnedAt === null && alarm.lateAt === null
    ? [{ department, of, level: 'warning' as const, atMs: warnAtMs }]
    : []),
  ...(alarm.lateAt === null ? [{ department, of, level: 'breach' as const, atMs: byMs }] : []),
];

/** The alarms that are still to come as a whistle stands, the next one first. */
export const alarmsAhead = (w: Whistle): DueAlarm[] =>
  runningDeadlines(w)
    .filter(({ of }) => of !== 'close' || isStreetsTurn(w))
    .flatMap(ahead)
    // The street is not warned before it is its turn.
    .map((due) => (due.of === 'close' ? { ...due, atMs: Math.max(due.atMs, Date.parse(w.resolvedAt!)) } : due))
    .sort((a, b) => a.atMs - b.atMs);

/** When a whistle's clock next calls for the server, ms: an alarm, or the end of its being put off; `null`: never. */
export function nextAlarmMs(w: Whistle): number | null {
  if (w.deferral !== null) return Date.parse(w.deferral.until);
  return alarmsAhead(w)[0]?.atMs ?? null;
}

/** Who is told: a warning goes to whoever has to act, a breach to those above. */
export function escalationOf({ of, level }: Pick<DueAlarm, 'of' | 'level'>): Escalation[] {
  if (level === 'breach') return ['district', 'centre'];
  return of === 'close' ? ['street'] : ['department-head'];
}

import { alarmsAhead, escalationOf, type DueAlarm } from '../contract/alarm.ts';
import type { EventDraft } from '../contract/events.ts';
import type { Alarm, DepartmentCall } from '../contract/matrix.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { WorkingTime } from '../clocks/working-time.ts';
import type { WhistleChange } from '../live/batch.ts';
import { resumed } from './deferral.ts';
import { said } from './said.ts';
import { iso } from './time.ts';

const given = (alarm: Alarm | null, { level, atMs }: DueAlarm): Alarm | null =>
  alarm && { ...alarm, [level === 'warning' ? 'warnedAt' : 'lateAt']: iso(atMs) };

/** The whistle with the mark that this alarm was given. */
function marked(w: Whistle, due: DueAlarm): Whistle {
  if (due.of === 'close') return { ...w, closeAlarm: given(w.closeAlarm, due) };
  const name = due.of === 'report' ? 'reportAlarm' : 'resolveAlarm';
  const part = (d: DepartmentCall): DepartmentCall =>
    d.department === due.department ? { ...d, [name]: given(d[name], due) } : d;
  return { ...w, departments: w.departments.map(part) };
}

const told =
  (due: DueAlarm) =>
  (whistle: Whistle): EventDraft => ({
    type: due.level === 'warning' ? 'whistle.warned' : 'whistle.overdue',
    data: { whistle, department: due.department, words: null, deadline: due.of, escalatedTo: escalationOf(due) },
  });

/** A deadline is passed only after its instant: what is done at the stroke is done in time. */
const isDue = ({ level, atMs }: DueAlarm, untilMs: number): boolean =>
  level === 'warning' ? atMs <= untilMs : atMs < untilMs;

/**
 * Does all that a whistle's clock has to do until an instant, in order, each at its own time: alarms, and the end of its
 * being put off. What was done stands in the whistle, so that nothing is done twice, whoever asks and however often.
 */
export function ring(c: WhistleChange, whistle: Whistle, untilMs: number, clock: WorkingTime): Whistle {
  let w = whistle;
  for (;;) {
    if (w.deferral !== null) {
      const endMs = Date.parse(w.deferral.until);
      if (endMs > untilMs) return w;
      const at = new Date(endMs);
      w = c.put(resumed({ whistle: w, at, clock }), said('whistle.resumed'), at);
      continue;
    }
    const [due] = alarmsAhead(w);
    if (due === undefined || !isDue(due, untilMs)) return w;
    w = c.put(marked(w, due), told(due), new Date(due.atMs));
  }
}

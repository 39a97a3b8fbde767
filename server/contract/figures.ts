import { z } from 'zod';
import { whistleState, type Whistle } from './whistle.ts';

/**
 * Counters over all whistles of a city since the first; each event changes them by one step, so that server and client
 * agree to the last whistle.
 */
export const countersSchema = z
  .object({
    called: z.int(),
    closed: z.int(),
    /** Closed whistles that had a deadline, by whether `closedAt` ≤ `resolveBy`. */
    closedInTime: z.int(),
    closedLate: z.int(),
    /** Merged into another whistle as duplicates: neither open nor closed, and never due. */
    merged: z.int(),
    /** City time of the first call; `null` before it. */
    since: z.string().nullable(),
  })
  .meta({ id: 'Counters' });
export type Counters = z.infer<typeof countersSchema>;
export const noCounters: Counters = {
  called: 0,
  closed: 0,
  closedInTime: 0,
  closedLate: 0,
  merged: 0,
  since: null,
};

export const figuresSchema = z
  .object({
    asOf: z.string(),
    called: z.int(),
    closed: z.int(),
    open: z.int(),
    late: z.int().meta({ description: 'Open whistles past a deadline that runs: to report in, or to resolve' }),
    lateResolve: z.int().meta({ description: 'Those of them past their deadline to resolve' }),
    due: z
      .int()
      .meta({ description: 'Had a deadline, and are closed or past it; put off, past the deadline that stands still' }),
    deferred: z.int().meta({ description: 'Those of the due that are put off 缓办 by the command centre' }),
    closedInTime: z.int(),
    onTimeRate: z
      .number()
      .nullable()
      .meta({ description: 'closedInTime ÷ (due − deferred); null when nothing is due' }),
    completionRate: z.number().nullable().meta({ description: 'closed with a deadline ÷ (due − deferred)' }),
    since: z.string().nullable(),
  })
  .meta({ id: 'Figures' });
export type Figures = z.infer<typeof figuresSchema>;

/**
 * Head figures at city time `nowMs`. The official formulas (GB/T 30428): on-time rate = closed in time ÷ (due −
 * deferred); completion rate = closed ÷ (due − deferred). A whistle that is put off is not late: while it is, it counts as
 * due once the deadline that it had is past, and is taken off again.
 */
export function figuresAt(counters: Counters, open: Iterable<Whistle>, nowMs: number): Figures {
  let openCount = 0;
  let late = 0;
  let lateResolve = 0;
  let deferred = 0;
  for (const w of open) {
    openCount += 1;
    if (whistleState(w, nowMs) === 'late') late += 1;
    if (w.resolveBy === null || Date.parse(w.resolveBy) >= nowMs) continue;
    if (w.deferral === null) lateResolve += 1;
    else deferred += 1;
  }
  const { called, closed, closedInTime, closedLate, since } = counters;
  const due = closedInTime + closedLate + lateResolve + deferred;
  const base = due - deferred;
  return {
    asOf: new Date(nowMs).toISOString(),
    called,
    closed,
    open: openCount,
    late,
    lateResolve,
    due,
    deferred,
    closedInTime,
    onTimeRate: base > 0 ? closedInTime / base : null,
    completionRate: base > 0 ? (closedInTime + closedLate) / base : null,
    since,
  };
}

import { isOpen, type DepartmentCall } from './matrix.ts';
import type { Whistle } from './whistle.ts';

/**
 * What counts of a whistle in a period. One rule says where it belongs: in the period in which it was settled, which is
 * when it was done or its deadline ran out, whichever came first. A whistle counts, with the grades that were given for
 * it, where its closing was settled. So quarters add up to their year and all years to the head figures, and nobody moves
 * a missed deadline or a bad grade into another quarter by closing or grading later.
 */

/** What is counted. A department counts once in each whistle that called it. */
export const counts = [
  'called',
  'reportDue',
  'reportedInTime',
  'resolveDue',
  'resolvedInTime',
  'due',
  'deferred',
  'closed',
  'closedInTime',
  'graded',
  'merged',
  'released',
  'withoutDeadline',
  'notDueYet',
] as const;
export type Count = (typeof counts)[number];
export type Counts = Record<Count, number>;
export const noCounts = (): Counts => Object.fromEntries(counts.map((name) => [name, 0])) as Counts;
export type Facts = Partial<Record<Count, boolean>>;

/** From `fromMs` up to `toMs`, which is no longer in it; ms since the epoch. */
export interface Span {
  fromMs: number;
  toMs: number;
}
/** What is asked: a period, and the city time up to which deadlines have run out. */
export interface Question extends Span {
  asOfMs: number;
}

/** Put off 缓办 now: it is taken off what is due. (In SQL: `deferred` in server/scores/facts-sql.ts.) */
export const isDeferred = ({ stage, deferral }: Pick<Whistle, 'stage' | 'deferral'>): boolean =>
  isOpen(stage) && deferral !== null;

/** Weight of a whistle's grades: its item's; without an item 1. */
export const weightOf = ({ item }: Pick<Whistle, 'item'>): number => item?.weight ?? 1;

const msOf = (at: string | null): number | null => (at === null ? null : Date.parse(at));

/** Done, or its deadline past before `limitMs`, whichever came first, ms; `null` while neither. */
function settledMs(done: string | null, by: string | null, limitMs: number): number | null {
  const [doneMs, byMs] = [msOf(done), msOf(by)];
  return byMs !== null && byMs < (doneMs ?? limitMs) ? byMs : doneMs;
}

/** When a whistle counts, ms: its closing was settled; `null` while it was not. */
export const countsAtMs = (w: Pick<Whistle, 'closedAt' | 'resolveBy'>, asOfMs: number): number | null =>
  settledMs(w.closedAt, w.resolveBy, asOfMs);

const lies = (atMs: number | null, { fromMs, toMs }: Span): boolean => atMs !== null && atMs >= fromMs && atMs < toMs;
const isInTime = (done: string | null, by: string): boolean => done !== null && Date.parse(done) <= Date.parse(by);

/** A step of a part by its own deadline: whether it counts in the period, and as done in time. */
function step(done: string | null, by: string | null, limitMs: number, span: Span): { due: boolean; inTime: boolean } {
  const due = by !== null && lies(settledMs(done, by, limitMs), span);
  return { due, inTime: due && isInTime(done, by) };
}

/** The closing of the whole, which counts alike for each department in it. */
function closing(w: Whistle, called: boolean, question: Question): Facts {
  const atMs = countsAtMs(w, question.asOfMs);
  if (w.resolveBy === null) return { withoutDeadline: lies(atMs ?? Date.parse(w.calledAt), question) };
  const due = lies(atMs, question);
  return {
    due,
    deferred: due && isDeferred(w),
    closed: due && w.closedAt !== null,
    closedInTime: due && isInTime(w.closedAt, w.resolveBy),
    notDueYet: called && atMs === null,
  };
}

/** What counts of a whistle for one department in it. */
export function factsOfPart(w: Whistle, d: DepartmentCall, question: Question): Facts {
  if (d.releasedAt !== null) return { released: lies(Date.parse(d.releasedAt), question) };
  const called = lies(Date.parse(d.calledAt), question);
  if (w.stage === 'merged') return { merged: called };
  // While it is put off its clocks stand still: what is not done is not missed.
  const limitMs = isDeferred(w) ? -Infinity : question.asOfMs;
  const report = step(d.reportedAt, d.reportBy, limitMs, question);
  const resolve = step(d.resolvedAt, d.resolveBy, limitMs, question);
  return {
    called,
    reportDue: report.due,
    reportedInTime: report.inTime,
    resolveDue: resolve.due,
    resolvedInTime: resolve.inTime,
    ...closing(w, called, question),
    graded: w.closedAt !== null && d.evaluation !== null && lies(countsAtMs(w, question.asOfMs), question),
  };
}

/** What counts of a whistle in the city's own line, where it counts once, however many were called. */
export function factsOfWhole(w: Whistle, question: Question): Facts {
  const called = lies(Date.parse(w.calledAt), question);
  return w.stage === 'merged' ? { merged: called } : { called, ...closing(w, called, question) };
}

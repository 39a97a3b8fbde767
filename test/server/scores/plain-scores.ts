import type { Whistle } from '../../../server/contract/whistle.ts';

/**
 * The scores told once more, whistle by whistle in words and dates, without the code of the product: periods by the
 * calendar day of the city, instants compared as text.
 */
export interface PlainLine {
  called: number;
  reportDue: number;
  reportedInTime: number;
  resolveDue: number;
  resolvedInTime: number;
  due: number;
  deferred: number;
  closed: number;
  closedInTime: number;
  graded: number;
  merged: number;
  released: number;
  withoutDeadline: number;
  notDueYet: number;
  /** Ten times the weight, times the grade, summed: the tests' weights are tenths, and whole numbers sum exactly. */
  speed: number;
  quality: number;
  weights: number;
}

const nothing = (): PlainLine => ({
  ...{ called: 0, reportDue: 0, reportedInTime: 0, resolveDue: 0, resolvedInTime: 0, due: 0, deferred: 0 },
  ...{ closed: 0, closedInTime: 0, graded: 0, merged: 0, released: 0, withoutDeadline: 0, notDueYet: 0 },
  ...{ speed: 0, quality: 0, weights: 0 },
});

export function plainScores(
  whistles: readonly Whistle[],
  { period, asOf, timeZone }: { period: string; asOf: string; timeZone: string },
): Map<string, PlainLine> {
  const days = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const isIn = (at: string | null): boolean => {
    if (at === null) return false;
    const day = days.format(new Date(at));
    const quarter = `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
    return quarter.startsWith(period);
  };
  const first = (done: string | null, by: string | null, standsStill = false): string | null => {
    if (by === null) return done;
    if (done !== null) return done < by ? done : by;
    return !standsStill && by < asOf ? by : null;
  };
  const lines = new Map<string, PlainLine>();
  for (const w of whistles)
    for (const d of w.departments) {
      const line = lines.get(d.department) ?? nothing();
      lines.set(d.department, line);
      if (d.releasedAt !== null) {
        if (isIn(d.releasedAt)) line.released += 1;
        continue;
      }
      if (w.stage === 'merged') {
        if (isIn(d.calledAt)) line.merged += 1;
        continue;
      }
      const putOff = w.deferral !== null;
      if (isIn(d.calledAt)) line.called += 1;
      if (d.reportBy !== null && isIn(first(d.reportedAt, d.reportBy, putOff))) {
        line.reportDue += 1;
        if (d.reportedAt !== null && d.reportedAt <= d.reportBy) line.reportedInTime += 1;
      }
      if (d.resolveBy !== null && isIn(first(d.resolvedAt, d.resolveBy, putOff))) {
        line.resolveDue += 1;
        if (d.resolvedAt !== null && d.resolvedAt <= d.resolveBy) line.resolvedInTime += 1;
      }
      const at = first(w.closedAt, w.resolveBy);
      if (w.resolveBy === null && isIn(w.closedAt ?? w.calledAt)) line.withoutDeadline += 1;
      if (w.resolveBy !== null && isIn(at)) {
        line.due += 1;
        if (putOff) line.deferred += 1;
        if (w.stage === 'closed') line.closed += 1;
        if (w.stage === 'closed' && w.closedAt! <= w.resolveBy) line.closedInTime += 1;
      }
      if (w.resolveBy !== null && at === null && isIn(d.calledAt)) line.notDueYet += 1;
      if (w.stage === 'closed' && d.evaluation !== null && isIn(at)) {
        const weight = Math.round(10 * (w.item === null ? 1 : w.item.weight));
        line.graded += 1;
        line.weights += weight;
        line.speed += weight * d.evaluation.speed;
        line.quality += weight * d.evaluation.quality;
      }
    }
  return lines;
}

/** Nothing of it was counted. */
export const isEmpty = (line: PlainLine): boolean => Object.values(line).every((n) => n === 0);

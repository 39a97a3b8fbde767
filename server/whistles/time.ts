import type { Selectable } from 'kysely';
import type { DepartmentCall } from '../contract/matrix.ts';
import type { WhistleTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityChange } from '../live/log.ts';

/** City time of a step: the caller's where the clock is simulated, else now; throws `time-not-settable`. */
export function timeOf(c: CityChange, at: string | undefined): Date {
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
export function lastStepMs(row: Selectable<WhistleTable>): number {
  const ofParts = [...row.departments.flatMap(timesOf), row.last_nudge?.at].map((at) => (at ? Date.parse(at) : 0));
  const ofWhole = [row.called_at, row.verified_at, row.closed_at].map((at) => at?.getTime() ?? 0);
  return Math.max(...ofParts, ...ofWhole);
}

/** The latest of some instants; `null` where none is given. */
export function latest(instants: readonly (string | null)[]): Date | null {
  const known = instants.flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  return known.length === 0 ? null : new Date(Math.max(...known));
}

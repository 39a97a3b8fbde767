import type { Area } from '../../server/contract/city.ts';
import { figuresAt, type Figures } from '../../server/contract/figures.ts';
import type { CityState } from '../../server/contract/state.ts';
import type { Entry } from './list.ts';

export interface HeadFigures {
  /** Of the open area: the same whistles that list and map show. */
  open: number;
  late: number;
  /** The late ones by the deadline that they missed; one that missed both counts as past its deadline to resolve. */
  lateResolve: number;
  lateReport: number;
  /** Of the whole city, with numerator and denominator: the counters know no areas. */
  city: Figures;
}

/**
 * How many whistles of `area` (`null` is the city) are closed, `listed` of them in the state. The state keeps the newest
 * only and the counters know no areas: once some are left out, the number in a smaller area is `null`, not known.
 */
export function closedCount({ counters, closed }: CityState, listed: number, area: Area | null): number | null {
  if (counters.closed <= closed.length) return listed;
  return area === null || area.level === 'city' ? counters.closed : null;
}

/** Head figures at city time `nowMs`; open and late count the entries of the open area. */
export function headFigures(state: CityState, entries: readonly Entry[], nowMs: number): HeadFigures {
  const late = entries.filter((e) => e.state === 'late');
  const lateResolve = late.filter(
    ({ whistle: { resolveBy } }) => resolveBy !== null && Date.parse(resolveBy) < nowMs,
  ).length;
  return {
    open: entries.filter((e) => e.state !== 'closed').length,
    late: late.length,
    lateResolve,
    lateReport: late.length - lateResolve,
    city: figuresAt(state.counters, state.open.values(), nowMs),
  };
}

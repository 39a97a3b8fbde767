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

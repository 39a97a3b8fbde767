import type { WhistleState } from '../../server/contract/whistle.ts';
import type { Station } from '../../server/contract/station.ts';

/**
 * Outlines of the marks in a 24 × 24 box, as SVG paths (fill rule even-odd). Map, list and legend all draw these, so that
 * a state has one shape everywhere.
 */
export const stateShapes: Record<WhistleState, string> = {
  new: 'M12 2.6a9.4 9.4 0 1 0 0 18.8a9.4 9.4 0 1 0 0-18.8zM12 7.1a4.9 4.9 0 1 1 0 9.8a4.9 4.9 0 1 1 0-9.8z',
  'in-hand': 'M12 3.4a8.6 8.6 0 1 0 0 17.2a8.6 8.6 0 1 0 0-17.2z',
  warning: 'M12 2.4L22.6 20.9H1.4z',
  late: 'M12 1.2L22.8 12L12 22.8L1.2 12z',
  closed: 'M3 9.6h18v4.8H3z',
};

/** Worst last: what a cluster shows is the last of these that it holds. */
export const statesByWeight: readonly WhistleState[] = ['closed', 'in-hand', 'new', 'warning', 'late'];

/** Custom property that holds a state's colour. */
export const stateColour = (state: WhistleState): string => `var(--state-${state})`;

export const stationShapes: Record<Station['kind'], string> = {
  vanguard: 'M5 5h14v14H5z',
  centre: 'M8.6 2.5h6.8v6.1h6.1v6.8h-6.1v6.1H8.6v-6.1H2.5V8.600h6.1z',
  neighbourhood: 'M12 2l10 8.300V21.500H2V10.300z',
};

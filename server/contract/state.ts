import type { Clock } from './clock.ts';
import type { CityEvent } from './events.ts';
import { noCounters, type Counters } from './figures.ts';
import type { Station } from './station.ts';
import type { Whistle } from './whistle.ts';

/** How many closed whistles the live state keeps; the rest are a query away. */
export const closedKept = 100;

export interface Feed {
  running: boolean;
  speed: number;
}

/** The live state of a city, as sent in a snapshot: everything that the stream changes. */
export interface Snapshot {
  seq: number;
  clock: Clock;
  feed: Feed | null;
  stations: Station[];
  open: Whistle[];
  /** The last closed, newest first, at most `closedKept`. */
  closed: Whistle[];
  counters: Counters;
}

/** The same, held so that one event costs one step. Mutated in place by `applyEvent`. */
export interface CityState {
  seq: number;
  clock: Clock;
  feed: Feed | null;
  stations: Map<string, Station>;
  open: Map<string, Whistle>;
  closed: Whistle[];
  counters: Counters;
}

export const stateOf = (s: Snapshot): CityState => ({
  seq: s.seq,
  clock: s.clock,
  feed: s.feed,
  stations: new Map(s.stations.map((x) => [x.id, x])),
  open: new Map(s.open.map((x) => [x.id, x])),
  closed: [...s.closed],
  counters: s.counters,
});

/** Canonical order, so that two equal states are deeply equal: stations by code, whistles by `seq`. */
export const snapshotOf = (s: CityState): Snapshot => ({
  seq: s.seq,
  clock: s.clock,
  feed: s.feed,
  stations: [...s.stations.values()].sort((a, b) => (a.code < b.code ? -1 : 1)),
  open: [...s.open.values()].sort((a, b) => a.seq - b.seq),
  closed: s.closed,
  counters: s.counters,
});

/** The counters after one more event; the server keeps the same ones beside the log. */
export function countEvent(counters: Counters, event: Pick<CityEvent, 'type' | 'data'>): Counters {
  if (event.type === 'whistle.called') {
    const { calledAt } = (event.data as { whistle: Whistle }).whistle;
    return { ...counters, called: counters.called + 1, since: counters.since ?? calledAt };
  }
  if (event.type !== 'whistle.closed') return counters;
  const { closedAt, resolveBy } = (event.data as { whistle: Whistle }).whistle;
  const hadDeadline = resolveBy !== null && closedAt !== null;
  const inTime = hadDeadline && Date.parse(closedAt) <= Date.parse(resolveBy);
  return {
    ...counters,
    closed: counters.closed + 1,
    closedInTime: counters.closedInTime + (inTime ? 1 : 0),
    closedLate: counters.closedLate + (hadDeadline && !inTime ? 1 : 0),
  };
}

/**
 * Applies the next event. One that is not newer than the state changes nothing (a duplicate); one that leaves a gap
 * returns `'gap'` and changes nothing: the caller then asks for what it missed.
 */
export function applyEvent(state: CityState, event: CityEvent): 'applied' | 'duplicate' | 'gap' {
  if (event.seq <= state.seq) return 'duplicate';
  if (event.seq !== state.seq + 1) return 'gap';
  state.seq = event.seq;
  state.counters = countEvent(state.counters, event);
  switch (event.type) {
    case 'whistle.called':
    case 'whistle.dispatched':
    case 'whistle.reported':
    case 'whistle.arrived':
    case 'whistle.resolved':
      state.open.set(event.data.whistle.id, event.data.whistle);
      break;
    case 'whistle.closed':
      state.open.delete(event.data.whistle.id);
      state.closed = [event.data.whistle, ...state.closed].slice(0, closedKept);
      break;
    case 'clock.set':
      state.clock = event.data.clock;
      break;
    case 'feed.switched':
      state.feed = event.data;
      break;
    default:
      state.stations.set(event.data.station.id, event.data.station);
  }
  return 'applied';
}

export const emptyState = (clock: Clock): CityState =>
  stateOf({ seq: 0, clock, feed: null, stations: [], open: [], closed: [], counters: noCounters });

import type { Clock } from './clock.ts';
import type { CityEvent, Closing, EventDraft } from './events.ts';
import { noCounters, type Counters } from './figures.ts';
import { isOpen } from './matrix.ts';
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

/** How a closed whistle counts; `null` where it is not closed. */
export function closingOf({ closedAt, resolveBy }: Pick<Whistle, 'closedAt' | 'resolveBy'>): Closing | null {
  if (closedAt === null) return null;
  if (resolveBy === null) return 'no-deadline';
  return Date.parse(closedAt) <= Date.parse(resolveBy) ? 'in-time' : 'late';
}

const countClosing = (counters: Counters, closing: Closing | null, by: 1 | -1): Counters =>
  closing === null
    ? counters
    : {
        ...counters,
        closed: counters.closed + by,
        closedInTime: counters.closedInTime + (closing === 'in-time' ? by : 0),
        closedLate: counters.closedLate + (closing === 'late' ? by : 0),
      };

const earlier = (a: string | null, b: string): string => (a === null || Date.parse(b) < Date.parse(a) ? b : a);

/** One whistle more, whether it was called just now or has come into sight later. */
const countCalled = (counters: Counters, { calledAt }: Whistle): Counters => ({
  ...counters,
  called: counters.called + 1,
  since: earlier(counters.since, calledAt),
});

/** The counters after one more event; the server keeps the same ones beside the log. */
export function countEvent(counters: Counters, event: EventDraft): Counters {
  switch (event.type) {
    case 'whistle.called':
      return countCalled(counters, event.data.whistle);
    case 'whistle.closed':
      return countClosing(counters, closingOf(event.data.whistle), 1);
    case 'whistle.reopened':
      return countClosing(counters, event.data.closing, -1);
    case 'whistle.merged':
      return { ...counters, merged: counters.merged + 1 };
    default:
      return 'entered' in event.data ? countCalled(counters, event.data.whistle) : counters;
  }
}

/** Puts a whistle where it belongs: open, closed (the newest first), or neither once it was merged. */
function place(state: CityState, whistle: Whistle): void {
  if (isOpen(whistle.stage)) {
    state.open.set(whistle.id, whistle);
    return;
  }
  state.open.delete(whistle.id);
  if (whistle.stage === 'closed')
    state.closed = [whistle, ...state.closed.filter((w) => w.id !== whistle.id)].slice(0, closedKept);
}

/**
 * Applies the next event. One that is not newer than the state changes nothing (a duplicate); one that leaves a gap
 * returns `'gap'` and changes nothing: the caller then asks for what it missed.
 */
export function applyEvent(state: CityState, event: CityEvent): 'applied' | 'duplicate' | 'gap' {
  if (event.seq <= state.seq) return 'duplicate';
  const first = event.type === 'elsewhere' ? event.data.from : event.seq;
  if (first > state.seq + 1) return 'gap';
  state.seq = event.seq;
  if (event.type === 'elsewhere') return 'applied';
  state.counters = countEvent(state.counters, event);
  switch (event.type) {
    case 'whistle.reopened':
      state.closed = state.closed.filter((w) => w.id !== event.data.whistle.id);
      if (event.data.next !== null) state.closed = [...state.closed, event.data.next];
      place(state, event.data.whistle);
      break;
    case 'clock.set':
      state.clock = event.data.clock;
      break;
    case 'feed.switched':
      state.feed = event.data;
      break;
    // Lists and networks are no part of the live state: who shows one reads it again.
    case 'items.listed':
    case 'network.replaced':
      break;
    case 'station.added':
    case 'station.moved':
    case 'station.opened':
    case 'station.closed':
      state.stations.set(event.data.station.id, event.data.station);
      break;
    default:
      place(state, event.data.whistle);
  }
  return 'applied';
}

export const emptyState = (clock: Clock): CityState =>
  stateOf({ seq: 0, clock, feed: null, stations: [], open: [], closed: [], counters: noCounters });

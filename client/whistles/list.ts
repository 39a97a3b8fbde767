import type { Area } from '../../server/contract/city.ts';
import { runningDeadlineMs, whistleState, type Whistle, type WhistleState } from '../../server/contract/whistle.ts';
import { liesIn } from '../areas/tree.ts';

/** A whistle with what it looks like now. */
export interface Entry {
  whistle: Whistle;
  state: WhistleState;
  /** ms of city time until the running deadline, negative when late; `null` where there is none. */
  leftMs: number | null;
}

export const entryOf = (whistle: Whistle, nowMs: number): Entry => {
  const byMs = runningDeadlineMs(whistle);
  return { whistle, state: whistleState(whistle, nowMs), leftMs: byMs === null ? null : byMs - nowMs };
};

/** Entries in an area (`null` is the city). */
export const entriesIn = (whistles: readonly Whistle[], area: Area | null, nowMs: number): Entry[] =>
  whistles.filter((w) => liesIn(w, area)).map((w) => entryOf(w, nowMs));

/** How many there are of each state. */
export function countStates(entries: readonly Entry[]): Record<WhistleState, number> {
  const counts: Record<WhistleState, number> = { new: 0, 'in-hand': 0, warning: 0, late: 0, closed: 0 };
  for (const { state } of entries) counts[state] += 1;
  return counts;
}

const rank: Record<WhistleState, number> = { late: 0, warning: 1, new: 2, 'in-hand': 3, closed: 4 };

/** What needs a person first: late, then warning, then new; in each the nearest deadline first; closed last, newest first. */
export const byUrgency = (a: Entry, b: Entry): number => {
  if (a.state !== b.state) return rank[a.state] - rank[b.state];
  if (a.state === 'closed') return b.whistle.seq - a.whistle.seq;
  const left = (a.leftMs ?? Infinity) - (b.leftMs ?? Infinity);
  return Number.isNaN(left) || left === 0 ? a.whistle.seq - b.whistle.seq : left;
};

/** The open whistle that has been late longest; `null` where none is. */
export function oldestLate(entries: readonly Entry[]): Entry | null {
  let oldest: Entry | null = null;
  for (const entry of entries)
    if (entry.state === 'late' && (oldest === null || (entry.leftMs ?? 0) < (oldest.leftMs ?? 0))) oldest = entry;
  return oldest;
}

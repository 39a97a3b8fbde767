import { silenceMs } from '../../server/contract/stream.ts';

/** What the connection sign says. */
export type Link = 'up' | 'catching-up' | 'down';

export interface LinkFacts {
  /** True while a subscription is answered and nothing is known to be missing. */
  current: boolean;
  /** When anything was last heard from the server (or listening began), and now; local ms. */
  heardMs: number;
  nowMs: number;
  /** Since when there is no connection, local ms; `null` while there is one. */
  lostMs: number | null;
}

/** A lost connection that is back within this time was no more than a hiccup. */
export const hiccupMs = 1500;

/** Silence wins: after `silenceMs` without a word the stream is down, whatever the socket believes. */
export function linkOf({ current, heardMs, nowMs, lostMs }: LinkFacts): Link {
  if (nowMs - heardMs >= silenceMs) return 'down';
  if (lostMs !== null && nowMs - lostMs >= hiccupMs) return 'down';
  return current ? 'up' : 'catching-up';
}

const keptSamples = 16;

/**
 * Server's real time minus local time. A message can only arrive late, never early, so the largest of the last samples
 * is the nearest to the truth.
 */
export function createOffset(): { sample: (serverTime: number, localMs: number) => void; ms: () => number } {
  const samples: number[] = [];
  return {
    sample: (serverTime, localMs) => {
      samples.push(serverTime - localMs);
      if (samples.length > keptSamples) samples.shift();
    },
    ms: () => (samples.length === 0 ? 0 : Math.max(...samples)),
  };
}

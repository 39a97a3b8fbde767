import { cityTimeMs, type Clock } from '../contract/clock.ts';
import type { Sleep } from './delivery.ts';

/** Says when the city's time has come. */
export interface Pace {
  /** Resolves once city time `atMs` is reached, or at once when `signal` is aborted. */
  until: (atMs: number, signal: AbortSignal) => Promise<void>;
}

/** A clock may be set anew while somebody waits for it; this is how soon that is noticed. */
const longestSleepMs = 1000;

/** The pace of the city's own clock, read afresh at each look. */
export const clockPace = (clock: () => Clock, realNowMs: () => number, sleep: Sleep): Pace => ({
  async until(atMs, signal) {
    while (!signal.aborted) {
      const { kind, speed } = clock();
      const leftMs = atMs - cityTimeMs(clock(), realNowMs());
      if (leftMs <= 0) return;
      const rate = kind === 'live' ? 1 : speed;
      await sleep(rate > 0 ? Math.min(leftMs / rate, longestSleepMs) : longestSleepMs, signal);
    }
  },
});

/**
 * As fast as the server acknowledges. City time is what was played last: `setClock` is told of it about once in
 * `everyMs` of real time.
 */
export function fullPace(setClock: (cityMs: number) => Promise<void>, realNowMs: () => number, everyMs = 1000): Pace {
  let setAtMs = -Infinity;
  return {
    async until(atMs, signal) {
      const now = realNowMs();
      if (signal.aborted || now - setAtMs < everyMs) return;
      setAtMs = now;
      await setClock(atMs);
    },
  };
}

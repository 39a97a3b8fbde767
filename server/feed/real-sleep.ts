import { setTimeout as wait } from 'node:timers/promises';
import type { Sleep } from './delivery.ts';

/** Sleeps in real time. */
export const realSleep: Sleep = async (ms, signal) => {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    // An aborted wait is an ended wait; the caller looks at the signal.
    if ((error as Error).name !== 'AbortError') throw error;
  }
};

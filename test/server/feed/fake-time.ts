import type { Sleep } from '../../../server/feed/delivery.ts';

/**
 * Real time that stands still until every sleeper waits; then it jumps to the first to wake. `tick` runs before each
 * jump, so a test can look at or change the world at that moment.
 */
export class FakeTime {
  nowMs = 0;
  /** Sleeps asked for, ms. */
  readonly slept: number[] = [];
  /** Called after each sleep, with the time reached. */
  onWake: (nowMs: number) => void = () => undefined;

  readonly sleep: Sleep = async (ms, signal) => {
    this.slept.push(ms);
    // Lets everything that can run without time run first.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) return;
    this.nowMs += ms;
    this.onWake(this.nowMs);
  };

  readonly now = (): number => this.nowMs;
}

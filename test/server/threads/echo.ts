import { serveThread } from '../../../server/threads/serve.ts';

/** A thread for the test of threads. */
export interface Echo {
  twice: (n: number) => number;
  /** Adds one to the first number, in place. */
  touch: (shared: Uint32Array) => void;
  fail: (message: string) => void;
  /** Throws outside any call, as a fault in a timer or a stream would. */
  crash: () => Promise<void>;
  never: () => Promise<void>;
}

const waitForever = (): Promise<void> => new Promise(() => undefined);

const echo: Echo = {
  twice: (n) => 2 * n,
  touch: (shared) => void Atomics.add(shared, 0, 1),
  fail: (message) => {
    throw new RangeError(message);
  },
  crash: () => {
    setImmediate(() => {
      throw new Error('a fault of the thread');
    });
    return waitForever();
  },
  never: waitForever,
};
serveThread(echo);

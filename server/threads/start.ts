import { MessageChannel, Worker, type ResourceLimits } from 'node:worker_threads';
import * as Comlink from 'comlink';
import { endpointOf } from './endpoint.ts';

/** How long a thread that is stopped may take to finish what it is doing. */
const patienceMs = 2000;

/** The functions of a thread as its owner calls them: every answer is a promise. */
export type Calls<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never;
};

export interface Thread<T> {
  /** Rejects with what the function threw (its message alone), or with ThreadEnded. */
  api: Calls<T>;
  /** Ends the thread; calls that are under way reject with ThreadEnded. */
  stop: () => Promise<void>;
}

/** The thread crashed or was stopped, so no call of it will ever be answered: start another. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

/**
 * Starts the module at `url`, which must call `serveThread`, in a worker thread. Works where tsx runs the house, under
 * vitest, and on plain JavaScript. A crash (or a heap beyond `limits`) rejects every call under way, and every later one,
 * with ThreadEnded.
 */
export function startThread<T>(url: URL, limits?: ResourceLimits): Thread<T> {
  const { port1: ours, port2: theirs } = new MessageChannel();
  const isTypescript = url.pathname.endsWith('.ts');
  const worker = new Worker(isTypescript ? new URL('./boot.mjs', import.meta.url) : url, {
    // Flags of the main thread (a test runner's, tsx's) are not for this one.
    execArgv: [],
    workerData: { port: theirs, module: url.href },
    transferList: [theirs],
    ...(limits === undefined ? {} : { resourceLimits: limits }),
  });
  const calls = new PendingCalls(url.pathname);
  worker.once('error', (error) => calls.end(error));
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      calls.end(new Error(`exit code ${code}`));
      ours.close();
      resolve();
    });
  });
  const remote = Comlink.wrap(endpointOf(ours)) as unknown as Calls<Record<string, AnyFunction>>;
  return {
    api: callsOf<T>(remote, calls),
    async stop() {
      calls.end();
      // With its port closed the thread has nothing to wait for. One that is torn down in the midst of native code can
      // take the whole process with it (seen on Node 20), so that is only for one that does not come to an end.
      ours.close();
      const impatience = setTimeout(() => void worker.terminate(), patienceMs);
      await exited;
      clearTimeout(impatience);
    },
  };
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Comlink waits for ever on a thread that is gone; here a call is also ended by its thread. (A race against one promise
 * of the crash would keep every answer alive as long as the thread.)
 */
class PendingCalls {
  private readonly rejects = new Set<(error: Error) => void>();
  private ended: ThreadEnded | undefined;

  constructor(private readonly name: string) {}

  end(cause?: unknown): void {
    const why = cause instanceof Error ? cause.message : 'stopped';
    this.ended ??= new ThreadEnded(`thread ${this.name} ended: ${why}`, { cause });
    for (const reject of this.rejects) reject(this.ended);
    this.rejects.clear();
  }

  run(call: () => Promise<unknown>): Promise<unknown> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.rejects.add(reject);
      call()
        .then(resolve, reject)
        .finally(() => this.rejects.delete(reject));
    });
  }
}

function callsOf<T>(remote: Calls<Record<string, AnyFunction>>, pending: PendingCalls): Calls<T> {
  return new Proxy({} as Calls<T>, {
    get(_target, name) {
      // A thread handed through `await` must not look like a promise.
      if (typeof name !== 'string' || name === 'then') return undefined;
      return (...args: unknown[]) => pending.run(() => remote[name]!(...args));
    },
  });
}

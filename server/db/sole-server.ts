import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '../start-error.ts';
import { errnoOf } from './data-dir.ts';
import { startEmbedded, type Embedded, type EmbeddedOptions } from './embedded.ts';
import { DataDirInUse, DatabaseLost, DatabaseWillNotStart } from './errors.ts';
import { holdServerLock, type ServerLock } from './server-lock.ts';

export interface Held {
  embedded: Embedded;
  lock: ServerLock;
}

const attempts = 10;
const retryMs = 100;
/** How long a server that is ending may take to let go; after kill -9 the system closes its connection at once. */
const waitMs = 3_000;
/** Short: whoever holds the lock now is the server, and this one must end before it does anything more. */
const retakeWaitMs = 100;
/** A PostgreSQL that restarts after a crash of one of its processes is back long before. */
const retakeTimeoutMs = 30_000;

/** The server that we found was being stopped: admin_shutdown, cannot_connect_now, and the connection's own words. */
const isPassing = (error: unknown): boolean =>
  ['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(errnoOf(error)) ||
  (error instanceof Error && error.message.startsWith('Connection terminated'));

/**
 * Starts or adopts the embedded PostgreSQL and takes the server lock; where the server that had it is just ending,
 * starts it anew. Throws DataDirInUse where another server holds the lock.
 */
export async function startAndLock(options: EmbeddedOptions): Promise<Held> {
  for (let attempt = 1; ; attempt += 1) {
    const embedded = await startEmbedded(options);
    try {
      return { embedded, lock: await holdServerLock(embedded.url, options.dataDir, waitMs) };
    } catch (error) {
      // Whoever holds the lock works with this PostgreSQL, even where it was we who started it.
      if (error instanceof DataDirInUse) throw error;
      if (attempt < attempts && isPassing(error)) {
        await delay(retryMs);
        continue;
      }
      if (!embedded.adopted) await embedded.stop();
      throw new DatabaseWillNotStart(embedded.clusterDir, error instanceof Error ? error.message : String(error));
    }
  }
}

/**
 * Takes the lock again when its connection breaks (PostgreSQL drops all connections when one of its processes crashes);
 * calls `onLost` where that fails, and then this server must end. Returns what stops the watch and gives the lock.
 */
export function keepLock(held: Held, dataDir: string, onLost: (error: StartError) => void): () => ServerLock {
  let { lock } = held;
  let stopped = false;
  const watch = () => {
    lock.onBroken((error) => {
      if (stopped) return;
      retake(held.embedded, dataDir, () => stopped).then(
        (taken) => {
          lock = taken;
          watch();
        },
        (failure: unknown) => {
          if (stopped) return;
          onLost(failure instanceof StartError ? failure : new DatabaseLost(error.message));
        },
      );
    });
  };
  watch();
  return () => {
    stopped = true;
    return lock;
  };
}

async function retake(embedded: Embedded, dataDir: string, isStopped: () => boolean): Promise<ServerLock> {
  const end = performance.now() + retakeTimeoutMs;
  for (;;) {
    try {
      return await holdServerLock(embedded.url, dataDir, retakeWaitMs);
    } catch (error) {
      if (error instanceof DataDirInUse || isStopped() || performance.now() > end || !(await embedded.isRunning()))
        throw error;
    }
    await delay(retryMs);
  }
}

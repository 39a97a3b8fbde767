import type pg from 'pg';
import { notifyChannel } from './batch.ts';

/**
 * Listens for changes committed by other nodes on the same database. A lost connection is opened again after
 * `retryMs`; what was missed meanwhile is found by the tail's own beat.
 */
export function listenForChanges(
  connect: () => pg.Client,
  poke: (cityId: string) => void,
  onError: (error: unknown) => void,
  retryMs = 1000,
): { stop: () => Promise<void> } {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const retry = (error: unknown): void => {
    if (stopped) return;
    onError(error);
    clearTimeout(timer);
    timer = setTimeout(open, retryMs);
  };
  const open = (): void => {
    const mine = connect();
    client = mine;
    mine.on('notification', (n) => poke(n.payload ?? ''));
    mine.on('error', retry);
    mine
      .connect()
      .then(() => mine.query(`listen ${notifyChannel}`))
      .catch(retry);
  };
  open();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}

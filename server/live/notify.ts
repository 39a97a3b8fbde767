import type pg from 'pg';

/**
 * Hears what other nodes on the same database tell, by channel. A lost connection is opened again after
 * `retryMs`; what was missed meanwhile is found by the tail's own beat,
 * and by the look at the open sockets.
 */
export function listenForChanges(
  connect: () => pg.Client,
  hear: Readonly<Record<string, (message: string) => void>>,
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
    mine.on('notification', ({ channel, payload }) => hear[channel]?.(payload ?? ''));
    mine.on('error', retry);
    mine
      .connect()
      .then(() =>
        mine.query(
          Object.keys(hear)
            .map((channel) => `listen ${channel}`)
            .join('; '),
        ),
      )
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

import type pg from 'pg';
/**
 * Listens for what other nodes on the same database tell, by channel. A lost connection is opened again after `retryMs`;
 * what was missed meanwhile each listener finds by looking for itself now and then.
 */
export function listenForChanges(
  connect: () => pg.Client,
  channels: Readonly<Record<string, (message: string) => void>>,
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
    mine.on('notification', (n) => channels[n.channel]?.(n.payload ?? ''));
    mine.on('error', retry);
    mine
      .connect()
      .then(() =>
        mine.query(
          Object.keys(channels)
            .map((name) => `listen ${name}`)
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

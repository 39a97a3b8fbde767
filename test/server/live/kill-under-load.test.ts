import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { makeDataDir, type TestDataDir } from '../../support/data-dir.ts';
import { call } from '../../support/http.ts';
import { startNode, type NodeProcess } from '../../support/node-process.ts';

let place: TestDataDir;
let running: NodeProcess | undefined;
beforeEach(async () => {
  place = await makeDataDir();
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await running?.ended;
  await place.remove();
});

async function startServer(): Promise<string> {
  running = startNode('test/server/live/programs/small-server.ts', [], { DATA_DIR: place.dataDir });
  return (await running.line((l) => l.startsWith('address'))).split(' ')[1]!;
}

interface Attempt {
  key: string;
  /** The acknowledgement; undefined where the server died first. */
  whistle: Whistle | undefined;
}

async function blow(url: string, key: string): Promise<Whistle> {
  const body = { title: '井盖缺失', position: inSmallCity, departments: ['城管局'] };
  const answer = await call<Whistle>('POST', `${url}/api/v1/cities/smallville/whistles`, body, {
    'idempotency-key': key,
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

/** Blows whistles, several at once, until the server is gone. */
async function load(url: string, attempts: Attempt[], acknowledged: (n: number) => void): Promise<void> {
  let count = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const attempt: Attempt = { key: randomUUID(), whistle: undefined };
      attempts.push(attempt);
      try {
        attempt.whistle = await blow(url, attempt.key);
      } catch (error) {
        // fetch reports a dead server as a TypeError; anything else is a fault.
        if (error instanceof TypeError) return;
        throw error;
      }
      acknowledged(++count);
    }
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

it('kill -9 under load loses no acknowledged whistle, doubles none, and every client catches up', async () => {
  const attempts: Attempt[] = [];
  for (const enough of [40, 150, 400]) {
    const url = await startServer();
    await load(url, attempts, (n) => {
      if (n === enough) running!.kill('SIGKILL');
    });
    await running!.ended;
  }
  const url = await startServer();
  const acknowledged = attempts.filter((a) => a.whistle !== undefined);
  expect(acknowledged.length).toBeGreaterThanOrEqual(590);
  const list = async (): Promise<Whistle[]> => {
    const all: Whistle[] = [];
    let before: number | null = null;
    do {
      const query: string = before === null ? '' : `&before=${before}`;
      const { body }: { body: { whistles: Whistle[]; next: number | null } } = await call(
        'GET',
        `${url}/api/v1/cities/smallville/whistles?limit=1000${query}`,
      );
      all.push(...body.whistles);
      before = body.next;
    } while (before !== null);
    return all;
  };
  const stored = new Map((await list()).map((w) => [w.id, w]));
  for (const { whistle } of acknowledged) expect(stored.get(whistle!.id)).toEqual(whistle);
  // What was not acknowledged is sent again with its key: each whistle is there once, whether it had been stored or not.
  for (const a of attempts) a.whistle ??= await blow(url, a.key);
  const final = await list();
  expect(final.length).toBe(attempts.length);
  expect(new Set(final.map((w) => w.id))).toEqual(new Set(attempts.map((a) => a.whistle!.id)));
  const client = new StreamClient(url, 'smallville');
  await client.until((s) => s.open.size === attempts.length);
  expect(client.state.counters.called).toBe(attempts.length);
  expect(client.state.seq).toBe(attempts.length);
  client.close();
}, 180_000);

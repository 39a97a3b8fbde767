import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findPostmaster } from '../../server/db/postmaster.ts';
import { gone, makeDataDir, type TestDataDir } from '../support/data-dir.ts';
import type { ItemsOnDay } from '../../server/contract/item-list.ts';
import { oneTimePasswordIn, tokenOfHouse } from '../support/first-sign-in.ts';
import { call } from '../support/http.ts';
import { startNode, type NodeProcess } from '../support/node-process.ts';

const started = 'Shaotu 哨图: ';
const oneLine = /^[^\n]+[.。] [^\n]*\p{Script=Han}[^\n]*。$/u;

let place: TestDataDir;
const running: NodeProcess[] = [];
beforeAll(async () => (place = await makeDataDir()));
afterAll(async () => {
  for (const server of running) server.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  await place.remove();
});

/** Starts the server as a person would, on a free port of its own unless `env` says otherwise. */
function startMain(env: Record<string, string> = {}): NodeProcess {
  const settings = { DATA_DIR: place.dataDir, PORT: '0', DEMO_FEED: 'off', LOG_LEVEL: 'error', ...env };
  const server = startNode('server/main.ts', [], settings);
  running.push(server);
  return server;
}

/** The address that a server printed when it was ready. */
const addressOf = async (server: NodeProcess): Promise<string> =>
  (await server.line((line) => line.startsWith(started))).slice(started.length);

async function expectRefusal(server: NodeProcess, why: RegExp): Promise<void> {
  expect(await server.ended).toEqual({ code: 1, signal: null });
  expect(server.out).toEqual([]);
  expect(server.err).toHaveLength(1);
  expect(server.err[0]).toMatch(oneLine);
  expect(server.err[0]).toMatch(why);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('a start that cannot go well ends with one line and code 1', () => {
  const nowhere = () => join(place.dataDir, 'never-made');

  it('with a file of holidays that it cannot read', async () => {
    const file = join(place.dataDir, 'holidays.csv');
    await expectRefusal(startMain({ HOLIDAYS_FILE: file, DATA_DIR: nowhere() }), /^HOLIDAYS_FILE .* cannot be read/);
    expect(await isThere(nowhere())).toBe(false);
  });

  it('on another than a loopback address', async () => {
    await expectRefusal(
      startMain({ HOST: '0.0.0.0', DATA_DIR: nowhere() }),
      /^HOST "0\.0\.0\.0" is refused: it speaks plain HTTP/,
    );
    expect(await isThere(nowhere())).toBe(false);
  });

  it('on a port that is in use, before any data is touched', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = startMain({ PORT: String(port), DATA_DIR: nowhere() });
    await expectRefusal(server, new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port} \\(the port is in use\\)`));
    expect(await isThere(nowhere())).toBe(false);
    other.close();
    await once(other, 'close');
  });

  it('on a data directory that cannot be written', async () => {
    await expectRefusal(startMain({ DATA_DIR: '/proc/shaotu' }), /^Cannot write to the data directory \/proc\/shaotu/);
  });

  it('with a DATABASE_URL where nothing answers', async () => {
    const server = startMain({ DATABASE_URL: 'postgres://shaotu:secret@127.0.0.1:1/city' });
    await expectRefusal(server, /^Cannot reach the database at 127\.0\.0\.1:1\/city/);
    expect(server.err[0]).not.toContain('secret');
  });
});

describe('a server', () => {
  it('starts, answers, keeps a second one out, survives kill -9, and ends in order', async () => {
    const first = startMain();
    const address = await addressOf(first);
    const authorization = `Bearer ${await tokenOfHouse(place.dataDir, address, first.out)}`;
    const items = await call<ItemsOnDay>('GET', `${address}/api/v1/cities/wuhu/items`, undefined, { authorization });
    expect(items.body.list!.items).toHaveLength(113);
    const words = oneTimePasswordIn(first.out);
    expect(words).toBeDefined();
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    expect((await fetch(`${address}/`)).headers.get('content-type')).toContain('text/html');

    await expectRefusal(startMain(), new RegExp(`^Another server \\(pid ${first.pid}\\) is using the data directory`));
    expect((await fetch(`${address}/readyz`)).status).toBe(200);

    first.kill('SIGKILL');
    await first.ended;
    const left = await findPostmaster(place.clusterDir);
    const second = startMain();
    expect((await fetch(`${await addressOf(second)}/readyz`)).status).toBe(200);
    expect((await findPostmaster(place.clusterDir))?.pid).toBe(left?.pid);
    expect(second.out.join('\n')).not.toContain('Making the demo city');
    // Somebody has signed in: no further password is given out, and none is ever in the log.
    expect(oneTimePasswordIn(second.out)).toBeUndefined();
    expect(first.err.join('\n')).not.toContain(words);

    second.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
    await gone(place.clusterDir);
    expect(second.err).toEqual([]);
  }, 300_000);

  it('ends in order when it is told to while it starts', async () => {
    const server = startMain({ PORT: '0' });
    // Its PostgreSQL is up before the features are.
    await vi.waitUntil(() => findPostmaster(place.clusterDir), { timeout: 60_000, interval: 10 });
    server.kill('SIGINT');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    await gone(place.clusterDir);
  });
});

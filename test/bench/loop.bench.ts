import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { socketPath } from '../../server/contract/stream.ts';
import type { Station } from '../../server/contract/station.ts';
import type { Row, Wanted } from './harness.ts';
import { percentile, startHouse, withDataDir, type House } from './house.ts';

export const names = ['loop.blocked'];

const clients = 100;
const rounds = 40;
const askedMs = 20;

interface Sent {
  body?: unknown;
  /** Version of what is changed. */
  version?: number;
}

async function call<T>(house: House, method: string, where: string, { body, version }: Sent = {}): Promise<T> {
  const answer = await fetch(`${house.url}/api/v1${where}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
  const type = answer.headers.get('content-type') ?? '';
  return (type.includes('json') ? answer.json() : answer.arrayBuffer()) as Promise<T>;
}

const city = '/cities/wuhu';

/** One step of everything that people do at once: a station moves, whistles come, planners ask for other radii. */
async function step(house: House, stations: Station[], n: number): Promise<void> {
  const station = stations[n % stations.length]!;
  const [lng, lat] = station.position;
  const whistle = { title: '基准', position: [118.34 + 0.0005 * (n % 97), 31.33], departments: ['城管局', '住建局'] };
  const moved = { position: [lng + 0.0001, lat] };
  await Promise.all([
    call<Station>(house, 'PATCH', `${city}/stations/${station.id}`, { body: moved, version: station.version }),
    ...Array.from({ length: 5 }, () => call(house, 'POST', `${city}/whistles`, { body: whistle })),
    call(house, 'GET', `${city}/coverage?minutes=${5 + (n % 20)}`),
    call(house, 'GET', `${city}/coverage/zones.bin?minutes=${5 + (n % 20)}`),
    call(house, 'GET', `${city}/coverage/areas`),
    call(house, 'GET', `${city}/coverage/uncovered`),
    call(house, 'GET', `${city}/coverage/circles`),
    call(house, 'GET', `${city}/areas`),
    call(house, 'GET', `${city}/stations`),
    call(house, 'GET', `${city}/figures`),
    call(house, 'GET', `${city}/search?q=${encodeURIComponent('镜湖')}`),
  ]);
}

function follow(house: House): Promise<Socket[]> {
  const sockets = Array.from({ length: clients }, () =>
    io(house.url, { path: socketPath, transports: ['websocket'], forceNew: true }),
  );
  return Promise.all(
    sockets.map(async (socket) => {
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      await socket.emitWithAck('subscribe', { city: 'wuhu', after: null });
      return socket;
    }),
  );
}

/** Everything at once, and a second city of 12,000 grid zones made and opened meanwhile. */
async function load(house: House): Promise<void> {
  const { stations } = await call<{ stations: Station[] }>(house, 'GET', `${city}/stations`);
  const sockets = await follow(house);
  const body = {
    id: 'second',
    name: '第二城',
    nameEn: 'Second',
    timeZone: 'Asia/Shanghai',
    bbox: [117.9, 31.0, 118.4, 31.4],
    cellMetres: 400,
    clock: 'live',
  };
  const second = call(house, 'POST', '/cities', { body }).then(() =>
    call(house, 'GET', '/cities/second/coverage/zones.bin'),
  );
  try {
    for (let n = 0; n < rounds; n++) await step(house, stations, n);
    await second;
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/** Longest turn of the server's event loop, in processor time of its main thread. */
async function blocked(dataDir: string): Promise<Row> {
  const report = path.join(dataDir, 'loop.json');
  const house = await startHouse(dataDir, {
    NODE_OPTIONS: `--import ${pathToFileURL(path.join(import.meta.dirname, 'loop-watch.mjs')).href}`,
    LOOP_REPORT: report,
  });
  const from = Date.now();
  try {
    await load(house);
  } finally {
    await house.stop();
  }
  const turns = (JSON.parse(await readFile(report, 'utf8')) as [number, number][]).filter(([at]) => at >= from);
  const ms = turns.map((t) => t[1]);
  const over = ms.filter((x) => x > askedMs).length;
  return {
    name: 'loop.blocked',
    unit: 'ms',
    ours: Math.max(0, ...ms),
    peer: null,
    peerName: null,
    ratio: null,
    agree: false,
    note: `longest turn of the server's event loop, processor time; ${over} of ${ms.length} turns over 3 ms took more than the ${askedMs} ms asked; p99 of these ${percentile(ms, 0.99).toFixed(1)}; ${rounds} rounds of station moves, whistles, coverage and search with ${clients} clients, and a second city`,
  };
}

export const rows = (_wanted: Wanted): Promise<Row[]> =>
  withDataDir(async (dataDir) => {
    const first = await startHouse(dataDir);
    await first.stop();
    return [await blocked(dataDir)];
  });

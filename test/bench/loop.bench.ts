import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { socketPath } from '../../server/contract/stream.ts';
import type { Station } from '../../server/contract/station.ts';
import type { Row, Wanted } from './harness.ts';
import { as } from '../support/http.ts';
import { percentile, startHouse, withDataDir, type House } from './house.ts';

export const names = ['loop.coverage', 'loop.blocked'];

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
      ...as(house.credentials.token),
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

/** A station moves, and planners ask about the coverage at this and at other radii. */
function coverageStep(house: House, stations: Station[], n: number): Promise<unknown>[] {
  const station = stations[n % stations.length]!;
  const [lng, lat] = station.position;
  const moved = { position: [lng + 0.0001, lat] };
  return [
    call<Station>(house, 'PATCH', `${city}/stations/${station.id}`, { body: moved, version: station.version }),
    call(house, 'GET', `${city}/coverage?minutes=${5 + (n % 20)}`),
    call(house, 'GET', `${city}/coverage/zones.bin?minutes=${5 + (n % 20)}`),
    call(house, 'GET', `${city}/coverage/areas`),
    call(house, 'GET', `${city}/coverage/uncovered`),
    call(house, 'GET', `${city}/coverage/circles`),
  ];
}

/** Everything that people do at once: whistles come and lists are read besides. */
async function step(house: House, stations: Station[], n: number): Promise<void> {
  const whistle = { title: '基准', position: [118.34 + 0.0005 * (n % 97), 31.33], departments: ['城管局', '住建局'] };
  await Promise.all([
    ...coverageStep(house, stations, n),
    ...Array.from({ length: 5 }, () => call(house, 'POST', `${city}/whistles`, { body: whistle })),
    call(house, 'GET', `${city}/areas`),
    call(house, 'GET', `${city}/stations`),
    call(house, 'GET', `${city}/figures`),
    call(house, 'GET', `${city}/search?q=${encodeURIComponent('镜湖')}`),
  ]);
}

function follow(house: House): Promise<Socket[]> {
  const auth = { token: house.credentials.token };
  const sockets = Array.from({ length: clients }, () =>
    io(house.url, { path: socketPath, transports: ['websocket'], forceNew: true, auth }),
  );
  return Promise.all(
    sockets.map(async (socket) => {
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      await socket.emitWithAck('subscribe', { city: 'wuhu', after: null });
      return socket;
    }),
  );
}

const readStations = async (house: House): Promise<Station[]> =>
  (await call<{ stations: Station[] }>(house, 'GET', `${city}/stations`)).stations;

async function coverageLoad(house: House): Promise<void> {
  const stations = await readStations(house);
  for (let n = 0; n < rounds; n++) await Promise.all(coverageStep(house, stations, n));
}

/** Everything at once, and a second city of 12,000 grid zones made and opened meanwhile. */
async function fullLoad(house: House): Promise<void> {
  const stations = await readStations(house);
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

const loads: Record<string, { run: (house: House) => Promise<void>; what: string }> = {
  'loop.coverage': {
    run: coverageLoad,
    what: `${rounds} rounds of a station move and five questions about coverage at once`,
  },
  'loop.blocked': {
    run: fullLoad,
    what: `${rounds} rounds of station moves, whistles, coverage and search with ${clients} clients, and a second city`,
  },
};

/** Longest turn of the server's event loop, in processor time of its main thread. */
async function blocked(dataDir: string, name: string): Promise<Row> {
  const { run, what } = loads[name]!;
  const report = path.join(dataDir, 'loop.json');
  const house = await startHouse(dataDir, {
    NODE_OPTIONS: `--import ${pathToFileURL(path.join(import.meta.dirname, 'loop-watch.mjs')).href}`,
    LOOP_REPORT: report,
  });
  const from = Date.now();
  try {
    await run(house);
  } finally {
    await house.stop();
  }
  const turns = (JSON.parse(await readFile(report, 'utf8')) as [number, number][]).filter(([at]) => at >= from);
  const ms = turns.map((t) => t[1]);
  const over = ms.filter((x) => x > askedMs).length;
  return {
    name,
    unit: 'ms',
    ours: Math.max(0, ...ms),
    peer: null,
    peerName: null,
    ratio: null,
    agree: false,
    note: `longest turn of the server's event loop, processor time; ${over} of ${ms.length} turns over 3 ms took more than the ${askedMs} ms asked; p99 of these ${percentile(ms, 0.99).toFixed(1)}; ${what}`,
  };
}

export const rows = (wanted: Wanted): Promise<Row[]> =>
  withDataDir(async (dataDir) => {
    const first = await startHouse(dataDir);
    await first.stop();
    const made: Row[] = [];
    for (const name of names) if (wanted(name)) made.push(await blocked(dataDir, name));
    return made;
  });

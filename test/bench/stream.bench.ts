import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import type {} from '../../client/probe.ts';
import { as } from '../support/http.ts';
import { socketPath } from '../../server/contract/stream.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import type { BareWhistle } from './bare/page.ts';
import type { Row, Wanted } from './harness.ts';
import { buildBare, enter, openBrowser, percentile, serveBare, startHouse, withDataDir, type House } from './house.ts';

export const names = ['stream.latency'];

const perSecond = 50;
const seconds = 20;
const clients = 200;
const total = perSecond * seconds;
const camera = { lng: 118.37, lat: 31.33, zoom: 12 };

/** Positions around the old town, the same for both. */
const positionOf = (n: number): [number, number] => [118.34 + 0.0005 * (n % 97), 31.31 + 0.0004 * (n % 89)];

/** Calls `work` `total` times at an even pace; resolves when all have ended. The pace does not wait for the work. */
function paced(work: (n: number) => Promise<void>): Promise<void> {
  const began = performance.now();
  const running: Promise<void>[] = [];
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond));
      while (running.length < due) running.push(work(running.length));
      if (running.length < total) return;
      clearInterval(timer);
      Promise.all(running).then(() => resolve(), reject);
    }, 5);
  });
}

/** Sockets and servers of the run; left open they would keep the process alive after a failure. */
const closing: (() => void)[] = [];

interface Result {
  /** Acknowledged (peer: sent) to drawn, ms, by whistle. */
  latencies: number[];
  /** Whether every other client had everything at the end. */
  complete: boolean;
}

/** Our side: a whistle posted to the API of the real product, until the page has drawn the event. */
async function measureOurs(house: House, page: Page): Promise<Result> {
  const seen = new Array<number>(clients - 1).fill(0);
  const sockets = seen.map((_, i) => {
    const { token } = house.credentials;
    const socket = io(house.url, { path: socketPath, transports: ['websocket'], forceNew: true, auth: { token } });
    socket.on('events', (batch: { events: { type: string }[] }) => {
      seen[i]! += batch.events.filter((e) => e.type === 'whistle.called').length;
    });
    return socket;
  });
  closing.push(() => sockets.forEach((socket) => socket.close()));
  await Promise.all(sockets.map(connected));
  const subscription = { city: 'wuhu', after: null };
  await Promise.all(sockets.map((socket) => socket.emitWithAck('subscribe', subscription)));
  await page.goto(`${house.url}/?city=wuhu#${camera.zoom}/${camera.lat}/${camera.lng}`);
  await page.waitForFunction(() => window.__shaotu?.state() != null && window.__shaotu.map?.loaded() === true);
  await page.evaluate(untilIdle);
  // Both pages have drawn a whistle before it counts: what is measured is a page in service, not one that is starting.
  const { seq: firstSeq } = await blow(house, total);
  await page.waitForFunction((seq) => (window.__shaotu?.drawn() ?? 0) >= seq, firstSeq);
  const acknowledged: { seq: number; at: number }[] = [];
  await paced(async (n) => {
    const whistle = await blow(house, n);
    acknowledged.push({ seq: whistle.seq, at: Date.now() });
  });
  const last = Math.max(...acknowledged.map((a) => a.seq));
  await page.waitForFunction((seq) => (window.__shaotu?.drawn() ?? 0) >= seq, last);
  const drawn = await page.evaluate(
    (seqs) => seqs.map((seq) => window.__shaotu!.drawnAt(seq)),
    acknowledged.map((a) => a.seq),
  );
  const complete = await settled(() => seen.every((n) => n === total + 1));
  for (const socket of sockets) socket.close();
  return { latencies: acknowledged.map((a, i) => Math.max(0, drawn[i]! - a.at)), complete };
}

/** In the page: resolves once the map has nothing more to load or draw. */
function untilIdle(): Promise<void> {
  const map = window.__shaotu?.map ?? window.bare!.map;
  return new Promise((resolve) => {
    map.once('idle', () => resolve());
    map.triggerRepaint();
  });
}

async function blow(house: House, n: number): Promise<Whistle> {
  const answer = await fetch(`${house.url}/api/v1/cities/wuhu/whistles`, {
    method: 'POST',
    headers: { ...as(house.credentials.token), 'content-type': 'application/json', 'idempotency-key': `bench-${n}` },
    body: JSON.stringify({ title: '基准', position: positionOf(n), departments: ['城管局'] }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as Whistle;
}

const connected = (socket: Socket): Promise<void> =>
  socket.connected ? Promise.resolve() : new Promise((resolve) => socket.once('connect', () => resolve()));

/** Whether `ready` holds at last; looked at on every turn of the event loop for up to ten seconds. */
async function settled(ready: () => boolean): Promise<boolean> {
  const end = performance.now() + 10_000;
  while (!ready() && performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  return ready();
}

/** The peer: plain Socket.IO, one message a whistle, nothing stored; MapLibre draws a GeoJSON source. */
async function measurePeer(house: House, page: Page): Promise<Result> {
  const server = http.createServer();
  const plain = new Server(server, { cors: { origin: '*' } });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const seen = new Array<number>(clients - 1).fill(0);
  const sockets = seen.map((_, i) => {
    const socket = io(url, { transports: ['websocket'], forceNew: true });
    socket.on('whistle', () => (seen[i]! += 1));
    return socket;
  });
  closing.push(
    () => sockets.forEach((socket) => socket.close()),
    () => void plain.close(),
  );
  await Promise.all(sockets.map(connected));
  const tiles = encodeURIComponent(`${house.url}/api/v1/cities/wuhu/tiles/zones.json`);
  const { lng, lat, zoom } = camera;
  const query = `tiles=${tiles}&lng=${lng}&lat=${lat}&zoom=${zoom}&socket=${encodeURIComponent(url)}`;
  // The product's policy forbids other addresses; the bare page is served without it.
  await page.goto(`${house.url}/bare/index.html?${query}`);
  await page.waitForFunction(() => window.bare?.map.getSource('whistles') !== undefined);
  await page.evaluate(untilIdle);
  await settled(() => plain.engine.clientsCount === clients);
  plain.emit('whistle', { n: total, position: positionOf(total) } satisfies BareWhistle);
  await page.waitForFunction((n) => window.bare!.drawnAt[n] !== undefined, total);
  const sent: number[] = [];
  await paced((n) => {
    sent[n] = Date.now();
    plain.emit('whistle', { n, position: positionOf(n) } satisfies BareWhistle);
    return Promise.resolve();
  });
  await page.waitForFunction((n) => Object.keys(window.bare!.drawnAt).length >= n, total + 1);
  const drawn = await page.evaluate(() => window.bare!.drawnAt);
  const complete = await settled(() => seen.every((n) => n === total + 1));
  for (const socket of sockets) socket.close();
  await plain.close();
  return { latencies: sent.map((at, n) => Math.max(0, drawn[n]! - at)), complete };
}

function rowFrom(ours: Result, peer: Result): Row {
  const p95 = (r: Result): number => percentile(r.latencies, 0.95);
  const middle = (r: Result): string =>
    `p50 ${percentile(r.latencies, 0.5).toFixed(0)}, max ${Math.max(...r.latencies).toFixed(0)}`;
  return {
    name: 'stream.latency',
    unit: 'ms',
    ours: p95(ours),
    peer: p95(peer),
    peerName: 'Socket.IO + MapLibre GeoJSON, nothing stored',
    ratio: p95(peer) / p95(ours),
    agree: ours.complete && peer.complete,
    note: `p95 acknowledged to drawn (${middle(ours)}; peer ${middle(peer)}); ${perSecond} whistles a second for ${seconds} s, ${clients} clients; at most 300 ms are asked`,
  };
}

export const rows = (_wanted: Wanted): Promise<Row[]> =>
  withDataDir(async (dataDir) => {
    const bareDir = await buildBare(dataDir);
    const house = await startHouse(dataDir);
    const browser = await openBrowser();
    try {
      const open = async (): Promise<Page> => {
        const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
        await enter(page, house);
        await serveBare(page, house.url, bareDir);
        return page;
      };
      const ourPage = await open();
      const ours = await measureOurs(house, ourPage);
      await ourPage.close();
      const peer = await measurePeer(house, await open());
      return [rowFrom(ours, peer)];
    } finally {
      for (const close of closing) close();
      await browser.close();
      await house.stop();
    }
  });

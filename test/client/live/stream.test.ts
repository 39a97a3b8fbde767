import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStream, type Stream } from '../../../client/live/stream.ts';
import type { LiveSocket } from '../../../client/live/socket.ts';
import { snapshotOf, type CityState } from '../../../server/contract/state.ts';
import { socketPath, type ClientToServer, type ServerToClient } from '../../../server/contract/stream.ts';
import { eventLog, snapshotBytes, stateAfter } from '../city-fixture.ts';

const events = eventLog(60);
let head = 10;
let log = 'log-1';
let http: HttpServer;
let sockets: Server<ClientToServer, ServerToClient>;
let stream: Stream;
let socket: LiveSocket;
let state: CityState | null = null;
let subscriptions: unknown[] = [];
let local = 0;
let connections = 0;
let listed = 0;
/** Answers that the server owes while it is slow. */
let owed: (() => void)[] | null = null;

function serve(): void {
  sockets.on('connection', (client) => {
    connections += 1;
    client.on('subscribe', (message, answer) => {
      const reply: typeof answer = (value) => {
        if (owed === null) answer(value);
        else owed.push(() => answer(value));
      };
      subscriptions.push(message.after);
      const known = message.after?.log === log ? message.after.seq : null;
      const rest = { log, cityVersion: 1, serverTime: 7000 };
      if (known === null) reply({ kind: 'snapshot', ...rest, snapshot: snapshotBytes(stateAfter(events, head)) });
      else reply({ kind: 'events', city: 'wuhu', after: known, events: events.slice(known, head), ...rest });
    });
  });
}
const emit = (from: number, to: number): void => {
  sockets.emit('events', { city: 'wuhu', log, after: from, events: events.slice(from, to), serverTime: 8000 });
};
const reached = (seq: number) => vi.waitFor(() => expect(state?.seq).toBe(seq), { timeout: 10_000, interval: 10 });

beforeEach(async () => {
  [head, log, state, subscriptions, local, connections, owed] = [10, 'log-1', null, [], 0, 0, null];
  listed = 0;
  http = createServer();
  sockets = new Server(http, { path: socketPath });
  serve();
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  socket = io(address, {
    path: socketPath,
    transports: ['websocket'],
    reconnectionDelay: 10,
    reconnectionDelayMax: 50,
  });
  stream = createStream({
    socket,
    nowMs: () => local,
    perFrame: (work) => () => queueMicrotask(work),
    listeners: {
      changed: (s) => (state = s),
      coverage: () => undefined,
      cityVersion: () => undefined,
      itemsListed: () => (listed += 1),
    },
  });
  stream.follow('wuhu');
});
afterEach(async () => {
  stream.close();
  await sockets.close();
});

test('it starts with a snapshot and follows the stream', async () => {
  await reached(10);
  emit(10, 12);
  await reached(12);
  expect(stream.status()).toEqual({ link: 'up', offsetMs: 8000, confirmedMs: 8000 });
});

test('a list of items that was made is told, and so is that one may have been while the line was broken', async () => {
  await reached(10);
  expect(listed).toBe(1);
  emit(10, 12);
  await reached(12);
  expect(listed).toBe(1);
  const made = { seq: 13, at: '', recordedAt: '', type: 'items.listed' as const, data: { startsOn: '2027-01-01' } };
  sockets.emit('events', { city: 'wuhu', log, after: 12, events: [made], serverTime: 8000 });
  await reached(13);
  expect(listed).toBe(2);
  head = 30;
  sockets.disconnectSockets(true);
  await reached(30);
  expect(listed).toBe(3);
});

test('after a broken line it asks from its last event and misses nothing', async () => {
  await reached(10);
  head = 30;
  sockets.disconnectSockets(true);
  await reached(30);
  expect(subscriptions).toEqual([null, { log: 'log-1', seq: 10 }]);
  expect(state === null ? null : snapshotOf(state)).toEqual(snapshotOf(stateAfter(events, 30)));
});

test('a lost batch is noticed by the next one and fetched', async () => {
  await reached(10);
  head = 25;
  emit(20, 25);
  await reached(25);
  expect(subscriptions[1]).toEqual({ log: 'log-1', seq: 10 });
});

test('a server with another log gives a new snapshot', async () => {
  await reached(10);
  [log, head] = ['log-2', 4];
  sockets.disconnectSockets(true);
  await reached(4);
  expect(state === null ? null : snapshotOf(state)).toEqual(snapshotOf(stateAfter(events, 4)));
});

test('silence is a stream that is down; the line is opened anew and catches up', async () => {
  await reached(10);
  local = 5000;
  expect(stream.status().link).toBe('down');
  head = 14;
  stream.watch();
  await reached(14);
  expect(stream.status().link).toBe('up');
});

test('a line that is opened anew is left alone until it had the time to answer', async () => {
  await reached(10);
  local = 5000;
  owed = [];
  head = 14;
  stream.watch();
  await vi.waitFor(() => expect(owed).toHaveLength(1), { timeout: 10_000, interval: 10 });
  for (local of [5500, 6000, 8500]) stream.watch();
  expect(stream.status().link).toBe('down');
  for (const answer of owed) answer();
  await reached(14);
  expect([connections, stream.status().link]).toEqual([2, 'up']);
});

test('waking asks at once', async () => {
  await reached(10);
  head = 16;
  stream.wake();
  await reached(16);
});

import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { City } from '../../../server/contract/city.ts';
import type { Station } from '../../../server/contract/station.ts';
import { snapshotOf, stateOf, type Snapshot } from '../../../server/contract/state.ts';
import { socketPath } from '../../../server/contract/stream.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { readSnapshot } from '../../../server/live/read.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const city = 'smallville';
let server: TestServer;
let base: string;

beforeAll(async () => {
  server = await startTestServer({
    cities: [{ model: smallCity(), clock: 'simulated', feed: true }],
  });
  base = `${server.api}/cities/${city}`;
});
afterAll(() => server.stop());

const truth = async (): Promise<Snapshot> => snapshotOf(stateOf((await readSnapshot(server.db, city)).snapshot));
const blow = (key?: string) =>
  call<Whistle>(
    'POST',
    `${base}/whistles`,
    { title: '占道经营', position: inSmallCity, departments: ['城管局'] },
    key === undefined ? {} : { 'idempotency-key': key },
  );

/** Things that may happen to the city, to the line and to the server, in any order. */
type Action = 'blow' | 'twice' | 'step' | 'station' | 'clock' | 'drop' | 'offline' | 'online' | 'restart' | 'cut';
const actions = fc.array(
  fc.constantFrom<Action>(
    'blow',
    'twice',
    'step',
    'step',
    'station',
    'clock',
    'drop',
    'offline',
    'online',
    'restart',
    'cut',
  ),
  { minLength: 5, maxLength: 25 },
);

async function step(): Promise<void> {
  const { open } = await truth();
  const w = open[0];
  if (w === undefined) return;
  const path = {
    called: 'report-in',
    reported: 'resolve',
    resolved: 'verify',
    verified: 'close',
    closed: '',
    merged: '',
  }[w.stage];
  const { status } = await call(
    'POST',
    `${base}/whistles/${w.id}/${path}`,
    path === 'report-in' ? { department: '城管局' } : {},
  );
  expect(status).toBe(200);
}

async function toggleStation(): Promise<void> {
  const { body } = await call<{ stations: Station[] }>('GET', `${base}/stations`);
  const s = body.stations[0]!;
  const { status } = await call(
    'PATCH',
    `${base}/stations/${s.id}`,
    { open: !s.open },
    { 'if-match': `"${s.version}"` },
  );
  expect(status).toBe(200);
}

async function perform(action: Action, client: StreamClient): Promise<void> {
  switch (action) {
    case 'blow':
      await blow();
      return;
    case 'twice': {
      const key = `k${Math.random()}`;
      const [a, b] = await Promise.all([blow(key), blow(key)]);
      expect(a.body).toEqual(b.body);
      return;
    }
    case 'step':
      return step();
    case 'station':
      return toggleStation();
    case 'clock':
      await call<City>('PUT', `${base}/clock`, {
        cityAt: '2026-03-01T00:00:00Z',
        speed: 60,
        mark: 'demo',
      });
      return;
    case 'drop':
      // The line breaks; the client comes back by itself. (One that is still being opened has no line to break: the
      // library would wait for its time-out of 20 s.)
      if (client.socket.connected) client.socket.io.engine.close();
      return;
    case 'offline':
      client.socket.disconnect();
      return;
    case 'online':
      client.socket.connect();
      return;
    case 'restart':
      return server.restart();
    case 'cut':
      // As a migration does that changes the form of events: older ones are not for clients any more.
      await server.db
        .updateTable('city')
        .set((eb) => ({ floor_seq: eb('head_seq', '+', 1) }))
        .where('id', '=', city)
        .execute();
      return;
  }
}

describe('the stream', () => {
  it('brings every client to the server state, whatever happened to the line, the server and the log', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (script) => {
        const clients = [new StreamClient(server.url, city), new StreamClient(server.url, city)];
        try {
          for (const action of script) await perform(action, clients[0]!);
          clients[0]!.socket.connect();
          const expected = await truth();
          for (const client of clients) {
            await client.until((s) => s.seq === expected.seq);
            expect(client.snapshot()).toEqual(expected);
          }
        } finally {
          for (const client of clients) client.close();
        }
      }),
      { numRuns: 12 },
    );
  });

  it('lets a whole crowd in that comes at once, whoever of it is gone before its turn', async () => {
    const { port } = new URL(server.url);
    const hangUp = () =>
      new Promise<void>((resolve) => {
        const line = connect(Number(port), '127.0.0.1', () => {
          line.write(
            `GET ${socketPath}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n` +
              'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
            () => line.resetAndDestroy(),
          );
        });
        line.on('error', () => undefined).on('close', () => resolve());
      });
    const clients = Array.from({ length: 60 }, () => new StreamClient(server.url, city));
    try {
      await Promise.all(Array.from({ length: 20 }, hangUp));
      const expected = await truth();
      for (const client of clients) {
        await client.until((s) => s.seq === expected.seq);
        expect(client.snapshot()).toEqual(expected);
      }
    } finally {
      for (const client of clients) client.close();
    }
  });

  it('sends what was missed, not a snapshot, while the log still holds it', async () => {
    const client = new StreamClient(server.url, city);
    await client.until((s) => s.seq > 0);
    client.socket.disconnect();
    await blow();
    await blow();
    client.socket.connect();
    const expected = await truth();
    await client.until((s) => s.seq === expected.seq);
    expect(client.snapshots).toBe(1);
    expect(client.snapshot()).toEqual(expected);
    client.close();
  });

  it('answers a message that is not in the contract with a code, and disturbs nobody', async () => {
    const client = new StreamClient(server.url, city);
    await client.until((s) => s.seq > 0);
    const problems: string[] = [];
    const asked = new Promise<void>((resolve) =>
      client.socket.on('problem', ({ code }) => {
        problems.push(code);
        if (problems.length === 2) resolve();
      }),
    );
    const raw = client.socket as unknown as { emit: (name: string, ...args: unknown[]) => void };
    raw.emit('blow-everything', { x: 1 });
    raw.emit('subscribe', 'no acknowledgement');
    await asked;
    expect(problems).toEqual(['message-unknown', 'message-unknown']);
    for (const message of [
      null,
      17,
      { city },
      { city, after: { seq: -1, log: '' } },
      { city: 'nowhere', after: null },
    ]) {
      const reply = await new Promise<{ kind: string; problem?: { code: string } }>((resolve) =>
        raw.emit('subscribe', message, resolve),
      );
      expect(reply.kind).toBe('problem');
      expect(['message-unknown', 'city-unknown']).toContain(reply.problem?.code);
    }
    await blow();
    const expected = await truth();
    await client.until((s) => s.seq === expected.seq);
    client.close();
  });

  it('keeps counters that equal a count of the whistles themselves', async () => {
    const { counters } = await truth();
    const rows = await server.db.selectFrom('whistle').selectAll().where('city_id', '=', city).execute();
    const closed = rows.filter((w) => w.stage === 'closed');
    const inTime = closed.filter((w) => w.resolve_by !== null && w.closed_at! <= w.resolve_by);
    expect(counters).toMatchObject({ called: rows.length, closed: closed.length, closedInTime: inTime.length });
  });
});

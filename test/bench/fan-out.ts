import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { AuditLog } from '../../server/audit/log.ts';
import { Authenticator } from '../../server/auth/authenticator.ts';
import { readConfig } from '../../server/config.ts';
import type { CityEvent } from '../../server/contract/events.ts';
import { eventsIn, scopeOf } from '../../server/contract/scope.ts';
import { openDatabase } from '../../server/db/open.ts';
import { noLimits } from '../support/no-limits.ts';
import { guardSockets } from '../../server/live/guard.ts';
import { readHead, type CityHead } from '../../server/live/read.ts';
import { SocketLimits } from '../../server/live/socket-limits.ts';
import { createSockets, fanOut, Scopes } from '../../server/live/sockets.ts';
import type { Crowd } from './crowd.ts';
import type { Row } from './harness.ts';
import { percentile } from './house.ts';
import { city, seqsOf, type Recording } from './scoped-members.ts';

const rounds = 3;
/** Batches that are on their way to the clients at once. */
const ahead = 4;

/** Hands batches over so that only a few are on their way at once; the time until all have arrived, ms. */
async function timed(crowd: Crowd, framesOf: number[], send: (n: number) => void): Promise<number> {
  const began = performance.now();
  const base = crowd.frames();
  const sums = framesOf.reduce<number[]>((all, n) => [...all, (all.at(-1) ?? base) + n], []);
  for (let n = 0; n < framesOf.length; n++) {
    if (n >= ahead) await crowd.untilFrames(sums[n - ahead]!);
    send(n);
  }
  await crowd.untilFrames(sums.at(-1)!);
  return performance.now() - began;
}

const listen = async (server: http.Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

interface Load extends Recording {
  /** By batch: what each group sees of it; a group that sees nothing is left out. */
  seen: Map<string, CityEvent[]>[];
  framesOf: number[];
}

function loadOf(recording: Recording): Load {
  const seen = recording.batches.map(({ events }) => {
    const ofBatch = new Map<string, CityEvent[]>();
    for (const { name, grant } of recording.groups) {
      const mine = eventsIn(events, scopeOf({ grants: [grant] }, city));
      if (seqsOf(mine).length > 0) ofBatch.set(name, mine);
    }
    return ofBatch;
  });
  const size = new Map(recording.groups.map((g) => [g.name, g.size]));
  const framesOf = seen.map((m) => [...m.keys()].reduce((sum, name) => sum + size.get(name)!, 0));
  return { ...recording, seen, framesOf };
}

interface Rounds {
  times: number[];
  /** Whether everybody got just the frames that they should, members of a group the same. */
  complete: boolean;
}
async function allRounds(crowd: Crowd, framesOf: number[], send: (n: number) => void): Promise<Rounds> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) times.push(await timed(crowd, framesOf, send));
  const { agree } = await crowd.report();
  const sent = framesOf.reduce((sum, n) => sum + n, 0) * times.length;
  const complete = agree && crowd.frames() === sent;
  await crowd.leave();
  return { times: times.slice(1), complete };
}

/** Our own fan-out, from the events to the sockets. */
async function ours(dataDir: string, crowd: Crowd, { batches, framesOf, members }: Load): Promise<Rounds> {
  const { db, close } = await openDatabase(readConfig({ ...process.env, DATA_DIR: dataDir }));
  const server = http.createServer();
  const scopes = new Scopes();
  const who = new Authenticator(db, Date.now);
  const limits = new SocketLimits(noLimits);
  const common = { db, log: pino({ level: 'silent' }), realNowMs: Date.now, limits };
  const io = createSockets({ http: server, scopes, ...common });
  const guard = guardSockets(io, { who, audit: new AuditLog(db, Date.now), sweepMs: 60_000, ...common });
  try {
    await crowd.join({ url: await listen(server), speaks: 'socket.io', city, members });
    const head: CityHead = await readHead(db, city);
    const listener = fanOut(io, scopes, Date.now);
    return await allRounds(crowd, framesOf, (n) => listener.events(head, batches[n]!.after, batches[n]!.events));
  } finally {
    guard.stop();
    limits.stop();
    await io.close();
    await close();
  }
}

/** The peer: `ws` alone. What each group gets is known beforehand; it is written as JSON once and sent to each client. */
async function bare(crowd: Crowd, { batches, seen, framesOf, members }: Load): Promise<Rounds> {
  const server = http.createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  const byGroup = new Map<string, WebSocket[]>();
  sockets.on('connection', (socket, request) => {
    const group = new URL(request.url!, 'http://x').searchParams.get('group')!;
    byGroup.set(group, [...(byGroup.get(group) ?? []), socket]);
  });
  try {
    await crowd.join({ url: await listen(server), speaks: 'ws', city, members });
    const send = (n: number): void => {
      const { log, after } = batches[n]!;
      for (const [group, events] of seen[n]!) {
        const text = JSON.stringify({ city, log, after, events, serverTime: Date.now() });
        for (const socket of byGroup.get(group)!) socket.send(text);
      }
    };
    return await allRounds(crowd, framesOf, send);
  } finally {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  }
}

/** The same batches once more, as fast as they can go: our fan-out against a bare `ws`. */
export async function fanOutRow(dataDir: string, crowd: Crowd, recording: Recording): Promise<Row> {
  const load = loadOf(recording);
  const frames = load.framesOf.reduce((sum, n) => sum + n, 0);
  const peer = await bare(crowd, load);
  const mine = await ours(dataDir, crowd, load);
  const rate = ({ times }: Rounds): number => (frames / percentile(times, 0.5)) * 1000;
  return {
    name: 'clients.fan-out',
    unit: 'frames/s',
    ours: rate(mine),
    peer: rate(peer),
    peerName: 'ws alone, the same batches, scopes known beforehand',
    ratio: rate(mine) / rate(peer),
    agree: mine.complete && peer.complete,
    note: `${load.batches.length} batches of the run above, ${frames} frames to ${load.members.length} clients, median of ${rounds}; asked: at least 0.7`,
  };
}

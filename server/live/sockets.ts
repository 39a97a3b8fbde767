import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { Server, type DefaultEventsMap, type Socket } from 'socket.io';
import type { CoverageDelta } from '../contract/coverage.ts';
import type { Subject } from '../contract/people.ts';
import {
  socketPath,
  subscribeSchema,
  type ClientToServer,
  type ServerToClient,
  type SnapshotReply,
  type SubscribeReply,
} from '../contract/stream.ts';
import type { Database } from '../db/schema.ts';
import { parseInput } from '../http/input.ts';
import { problemOf, problemOfError } from '../http/problem.ts';
import { catchUpLimit, readEvents, readHead, readSnapshot } from './read.ts';
import { sharedRead } from './shared-read.ts';
import type { TailListener } from './tail.ts';
import { spreadOverTurns } from '../http/turns.ts';

/** Who is on the other side; set when the socket is let in (auth/guard-sockets.ts). */
export interface SocketData {
  subject: Subject;
}
export type LiveServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;
type LiveSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>;

/** What answers a subscription with a snapshot, but for the time. */
type ReadSnapshot = (cityId: string) => Promise<Omit<SnapshotReply, 'kind' | 'serverTime'>>;

const room = (cityId: string): string => `city:${cityId}`;

/** Snapshots that are sent in one turn of the event loop: each is some 100 kB, which takes a fraction of a millisecond. */
const snapshotsPerTurn = 8;

/** Sockets that are let in with one turn: a handshake takes a third of a millisecond. */
const handshakesPerTurn = 8;

/** Largest message a client may send, bytes: a subscription is a few hundred. */
const maxMessageBytes = 16 * 1024;

/** After an outage everybody comes back at the same moment: sockets are let in a few with each turn of the event loop. */
function admitInTurns(http: HttpServer): void {
  const admit = http.listeners('upgrade') as ((req: IncomingMessage, socket: Duplex, head: Buffer) => void)[];
  http.removeAllListeners('upgrade');
  const myTurn = spreadOverTurns(handshakesPerTurn);
  http.on('upgrade', (req, socket: Duplex, head: Buffer) => {
    // Nobody listens to it until it is let in; one that breaks meanwhile is found closed.
    socket.on('error', () => socket.destroy());
    void myTurn().then(() => {
      for (const listener of admit) listener.call(http, req, socket, head);
    });
  });
}

/** Creates the Socket.IO server. Compression stays off: it costs seven times the processor for small frames. */
export function createSockets(
  http: HttpServer,
  db: Kysely<Database>,
  log: Logger,
  realNowMs: () => number,
): LiveServer {
  const io: LiveServer = new Server(http, {
    path: socketPath,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: maxMessageBytes,
    pingInterval: 10_000,
    pingTimeout: 10_000,
  });
  admitInTurns(http);
  // The first use of a schema compiles it.
  subscribeSchema.safeParse({});
  const readOnce = sharedRead(async (cityId) => {
    const { log, version, snapshot } = await readSnapshot(db, cityId);
    return { log, cityVersion: version, snapshot: Buffer.from(JSON.stringify(snapshot)) };
  });
  const myTurn = spreadOverTurns(snapshotsPerTurn);
  const snapshotOf: ReadSnapshot = async (cityId) => {
    const snapshot = await readOnce(cityId);
    await myTurn();
    return snapshot;
  };
  io.on('connection', (socket) => {
    socket.on('subscribe', (message: unknown, reply: unknown) => {
      if (typeof reply !== 'function') {
        socket.emit('problem', problemOf('message-unknown', 'subscribe takes a message and an acknowledgement'));
        return;
      }
      const answer = reply as (a: SubscribeReply) => void;
      subscribe(socket, { db, snapshotOf, realNowMs }, message)
        .then(answer)
        .catch((error: unknown) => {
          const problem = problemOfError(error);
          if (problem.code === 'internal') log.error({ err: error }, 'subscribe failed');
          answer({ kind: 'problem', problem });
        });
    });
    socket.onAny((name: string) => {
      if (name !== 'subscribe') socket.emit('problem', problemOf('message-unknown', name.slice(0, 60)));
    });
  });
  return io;
}

/**
 * Joins the city's room first and reads the log after, so that nothing can fall between; what arrives twice the client
 * knows by its number.
 */
async function subscribe(
  socket: LiveSocket,
  { db, snapshotOf, realNowMs }: { db: Kysely<Database>; snapshotOf: ReadSnapshot; realNowMs: () => number },
  message: unknown,
): Promise<SubscribeReply> {
  const { city, after } = parseInput(subscribeSchema, message, { root: '#message', code: 'message-unknown' });
  const head = await readHead(db, city);
  for (const joined of socket.rooms)
    if (joined.startsWith('city:') && joined !== room(city)) await socket.leave(joined);
  await socket.join(room(city));
  const { log, version, head_seq, floor_seq } = head;
  const behind = after === null || after.log !== log ? Infinity : head_seq - after.seq;
  if (after !== null && behind >= 0 && behind <= catchUpLimit && after.seq + 1 >= floor_seq) {
    const events = await readEvents(db, city, after.seq, catchUpLimit + 1000);
    // The log may have been cut between the two reads.
    if (events.length === 0 || events[0]!.seq === after.seq + 1)
      return { kind: 'events', city, log, cityVersion: version, after: after.seq, events, serverTime: realNowMs() };
  }
  return { kind: 'snapshot', ...(await snapshotOf(city)), serverTime: realNowMs() };
}

/** Sends what the tail finds to everyone who follows that city: one frame for each tick, whatever it holds. */
export const fanOut = (io: LiveServer, realNowMs: () => number): TailListener => ({
  events: ({ id, log }, after, events) => {
    io.to(room(id)).emit('events', { city: id, log, after, events, serverTime: realNowMs() });
  },
  beat: ({ id, head_seq, version }) => {
    io.to(room(id)).emit('heartbeat', { city: id, seq: head_seq, cityVersion: version, serverTime: realNowMs() });
  },
});

export const sendCoverage = (io: LiveServer, delta: CoverageDelta): void => {
  io.to(room(delta.city)).emit('coverage', delta);
};

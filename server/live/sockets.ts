import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import type { Known } from '../auth/known.ts';
import { permits } from '../contract/access.ts';
import type { CityEvent } from '../contract/events.ts';
import { eventsIn, scopeKey, scopeOf, seesAllPlain, type Scope } from '../contract/scope.ts';
import type { CoverageDelta } from '../contract/coverage.ts';
import {
  socketPath,
  subscribeSchema,
  type ClientToServer,
  type EventBatch,
  type ServerToClient,
  type SnapshotReply,
  type SubscribeReply,
} from '../contract/stream.ts';
import type { Database } from '../db/schema.ts';
import { parseInput } from '../http/input.ts';
import { ProblemError, problemOf, problemOfError } from '../http/problem.ts';
import { catchUpLimit, readEvents, readHead, readSnapshot } from './read.ts';
import type { SocketLimits } from './socket-limits.ts';
import { sharedRead } from './shared-read.ts';
import { UnseenRuns } from './unseen-runs.ts';
import type { TailListener } from './tail.ts';
import { spreadOverTurns } from '../http/turns.ts';

/** Who let the socket in, and the authenticator's age at that moment. */
interface SocketData extends Known {
  age: number;
}
type NoEvents = Record<string, never>;
export type LiveServer = Server<ClientToServer, ServerToClient, NoEvents, SocketData>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, NoEvents, SocketData>;

/** What answers a subscription with a snapshot, but for the time. */
type ReadSnapshot = (cityId: string, scope: Scope) => Promise<Omit<SnapshotReply, 'kind' | 'serverTime'>>;

/** Everybody who follows a city, and of these everybody who sees the same of it: what they are sent is written once. */
const room = (cityId: string): string => `city:${cityId}`;
const scopeRoom = (cityId: string, key: string): string => `city:${cityId} ${key}`;

/** The scopes that are being followed, by city and key. */
export class Scopes {
  private readonly all = new Map<string, Map<string, Scope>>();

  add(cityId: string, key: string, scope: Scope): void {
    const ofCity = this.all.get(cityId) ?? new Map<string, Scope>();
    ofCity.set(key, scope);
    this.all.set(cityId, ofCity);
  }

  /** Those that somebody still follows; the others are forgotten. */
  of(cityId: string, isFollowed: (room: string) => boolean): [room: string, scope: Scope][] {
    const ofCity = this.all.get(cityId);
    const followed: [string, Scope][] = [];
    for (const [key, scope] of ofCity ?? []) {
      const name = scopeRoom(cityId, key);
      if (isFollowed(name)) followed.push([name, scope]);
      else ofCity!.delete(key);
    }
    return followed;
  }
}

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

export interface SocketDeps {
  http: HttpServer;
  db: Kysely<Database>;
  log: Logger;
  realNowMs: () => number;
  scopes: Scopes;
  limits: SocketLimits;
}

/** Creates the Socket.IO server. Compression stays off: it costs seven times the processor for small frames. */
export function createSockets({ http, db, log, realNowMs, scopes, limits }: SocketDeps): LiveServer {
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
  const readOnce = sharedRead(async (key) => {
    const [cityId, scope] = JSON.parse(key) as [string, Scope];
    const { log, version, snapshot } = await readSnapshot(db, cityId, scope);
    return { log, cityVersion: version, snapshot: Buffer.from(JSON.stringify(snapshot)) };
  });
  const myTurn = spreadOverTurns(snapshotsPerTurn);
  const snapshotOf: ReadSnapshot = async (cityId, scope) => {
    const snapshot = await readOnce(JSON.stringify([cityId, scope]));
    await myTurn();
    return snapshot;
  };
  io.on('connection', (socket) => {
    /** Tells of a message that says nothing to us; whoever sends no end of them is cut off. */
    const tellUnknown = (what: string): void => {
      limits.count(socket.data.subject).then(
        () => void socket.emit('problem', problemOf('message-unknown', what)),
        () => socket.disconnect(true),
      );
    };
    socket.on('subscribe', (message: unknown, reply: unknown) => {
      if (typeof reply !== 'function') {
        tellUnknown('subscribe takes a message and an acknowledgement');
        return;
      }
      const answer = reply as (a: SubscribeReply) => void;
      limits
        .count(socket.data.subject)
        .then(() => subscribe(socket, { db, snapshotOf, realNowMs, scopes }, message))
        .then(answer)
        .catch((error: unknown) => {
          const problem = problemOfError(error);
          if (problem.code === 'internal') log.error({ err: error }, 'subscribe failed');
          answer({ kind: 'problem', problem });
        });
    });
    socket.onAny((name: string) => {
      if (name !== 'subscribe') tellUnknown(name.slice(0, 60));
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
  {
    db,
    snapshotOf,
    realNowMs,
    scopes,
  }: { db: Kysely<Database>; snapshotOf: ReadSnapshot; realNowMs: () => number; scopes: Scopes },
  message: unknown,
): Promise<SubscribeReply> {
  const { city, after } = parseInput(subscribeSchema, message, { root: '#message', code: 'message-unknown' });
  const { subject } = socket.data;
  if (!permits(subject, 'city.read', { city })) throw new ProblemError('city-unknown', city);
  const head = await readHead(db, city);
  const scope = scopeOf(subject, city);
  const mine = scopeRoom(city, scopeKey(scope));
  for (const joined of socket.rooms)
    if (joined.startsWith('city:') && joined !== room(city) && joined !== mine) await socket.leave(joined);
  scopes.add(city, scopeKey(scope), scope);
  await socket.join([room(city), mine]);
  const { log, version, head_seq, floor_seq } = head;
  const behind = after === null || after.log !== log ? Infinity : head_seq - after.seq;
  if (after !== null && behind >= 0 && behind <= catchUpLimit && after.seq + 1 >= floor_seq) {
    const events = await readEvents(db, city, after.seq, catchUpLimit + 1000);
    // The log may have been cut between the two reads.
    if (events.length === 0 || events[0]!.seq === after.seq + 1)
      return {
        ...{ kind: 'events', city, log, cityVersion: version, after: after.seq, serverTime: realNowMs() },
        events: eventsFor(events, scope),
      };
  }
  return { kind: 'snapshot', ...(await snapshotOf(city, scope)), serverTime: realNowMs() };
}

/** Who sees all of it without a mask is sent the very events. */
const eventsFor = (events: CityEvent[], scope: Scope): CityEvent[] =>
  seesAllPlain(scope) ? events : eventsIn(events, scope);

/**
 * Sends what the tail finds to everyone who follows that city: one frame for each tick and scope, whatever it holds. Who
 * sees none of it is told at the next beat that it is there, so that two thousand clients are not woken by each tick.
 */
export function fanOut(io: LiveServer, scopes: Scopes, realNowMs: () => number): TailListener {
  const rooms = io.sockets.adapter.rooms;
  const unseen = new UnseenRuns();
  const followed = (cityId: string) => scopes.of(cityId, (name) => rooms.has(name));
  const send = (name: string, batch: Omit<EventBatch, 'serverTime'>): void => {
    io.to(name).emit('events', { ...batch, serverTime: realNowMs() });
  };
  return {
    events: ({ id, log }, after, events) => {
      for (const [name, scope] of followed(id)) {
        const batch = unseen.joined(name, { city: id, log, after, events: eventsFor(events, scope) });
        if (batch !== null) send(name, batch);
      }
    },
    beat: ({ id, head_seq, version }) => {
      for (const [name] of followed(id)) {
        const batch = unseen.take(name);
        if (batch !== undefined) send(name, batch);
      }
      io.to(room(id)).emit('heartbeat', { city: id, seq: head_seq, cityVersion: version, serverTime: realNowMs() });
    },
  };
}

export const sendCoverage = (io: LiveServer, delta: CoverageDelta): void => {
  io.to(room(delta.city)).emit('coverage', delta);
};

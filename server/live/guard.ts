import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { AuditLog } from '../audit/log.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { ProblemCode } from '../contract/problem.ts';
import { credentialOf, isOwnPage } from '../auth/credential.ts';
import { knownSessions, knownTokens, type Known } from '../auth/known.ts';
import { secretKey, subjectKey, type Key } from '../auth/revocations.ts';
import type { Database } from '../db/schema.ts';
import { socketPath } from '../contract/stream.ts';
import { ProblemError, problemOf } from '../http/problem.ts';
import { addressOf, type SocketLimits } from './socket-limits.ts';
import type { LiveServer, LiveSocket } from './sockets.ts';

export interface GuardDeps {
  db: Kysely<Database>;
  log: Logger;
  realNowMs: () => number;
  who: Authenticator;
  limits: SocketLimits;
  audit: AuditLog;
  /** How often open sockets are looked at: a session that ended by itself, or a revocation whose news was lost. */
  sweepMs: number;
}

export interface Guard {
  /** Closes every socket that is known by it. */
  drop: (key: Key) => void;
  /** Looks at every open socket now. */
  sweep: () => Promise<void>;
  stop: () => void;
}

/** The error that a client gets as `connect_error`, with the problem as its `data`. */
const refusal = (code: ProblemCode): Error => Object.assign(new Error(code), { data: problemOf(code) });

/** By token in the handshake (a page of another program may set no header), by header, or by a cookie from our own page. */
async function knownOf(who: Authenticator, { handshake, request }: LiveSocket): Promise<Known | null> {
  const { token } = handshake.auth as { token?: unknown };
  if (typeof token === 'string') return who.knownBy(token);
  if (credentialOf(request)?.byCookie === true && !isOwnPage(request.headers)) return null;
  return who.of(request);
}

/** Cuts the line itself, whatever is still to be written: the client comes back, and is told then why it may not. */
const close = (socket: LiveSocket | undefined): void => socket?.conn.close(true);

/** Who may open a socket. Throws `sign-in-needed`, which goes on record, and `too-many-requests`. */
async function admit(socket: LiveSocket, { who, limits, audit }: GuardDeps): Promise<Known> {
  // Who is known is counted by name: many behind one address are not one, and a stranger among them stops nobody.
  const known = await knownOf(who, socket);
  if (known !== null && !known.mustChange) {
    await limits.count(known.subject);
    return known;
  }
  const address = addressOf(socket);
  await limits.refuseFlood(address);
  const { kind, id, name } = known?.subject ?? { kind: 'nobody' as const, id: '', name: '' };
  if (await limits.countStranger(address))
    await audit.add({
      ...{ actor: { kind, id, name }, action: 'openSocket', target: socketPath, detail: null },
      ...{ outcome: 'refused', code: 'sign-in-needed' },
    });
  throw new ProblemError('sign-in-needed');
}

/** Lets sockets in by the same secrets as requests, and closes them when these are good no more. */
export function guardSockets(io: LiveServer, deps: GuardDeps): Guard {
  const { who, log } = deps;
  const sweep = (): Promise<void> =>
    closeStrangers([...io.sockets.sockets.values()], deps).catch((err: unknown) =>
      log.warn({ err }, 'open sockets could not be looked at; they are again soon'),
    );
  io.use((socket, next) => {
    const { age } = who;
    admit(socket, deps).then(
      (known) => {
        socket.data = { ...known, age };
        next();
      },
      (err: unknown) => {
        if (!(err instanceof ProblemError)) log.error({ err }, 'a socket could not be checked');
        next(refusal(err instanceof ProblemError ? err.code : 'not-ready'));
      },
    );
  });
  io.on('connection', (socket) => {
    const { subject, hash, age } = socket.data;
    void socket.join([subjectKey(subject.id), secretKey(hash)]);
    // Revoked between the check and the room: nobody could find the socket by its key then.
    if (age !== who.age) void sweep();
  });
  const timer = setInterval(() => void sweep(), deps.sweepMs);
  return {
    drop: (key) => {
      for (const id of io.of('/').adapter.rooms.get(key) ?? []) close(io.sockets.sockets.get(id));
    },
    sweep,
    stop: () => clearInterval(timer),
  };
}

/** Closes each socket whose secret is good no more, or whose rights are others now: it comes back with those. */
async function closeStrangers(open: LiveSocket[], { db, realNowMs, who }: GuardDeps): Promise<void> {
  const hashesOf = (kind: 'person' | 'token'): string[] => [
    ...new Set(open.filter((s) => s.data.subject.kind === kind).map((s) => s.data.hash)),
  ];
  const nowMs = realNowMs();
  const good = new Map([
    ...(await knownSessions(db, hashesOf('person'), nowMs)),
    ...(await knownTokens(db, hashesOf('token'), nowMs)),
  ]);
  const isStranger = ({ data: { subject, hash } }: LiveSocket): boolean => {
    if (subject.kind === 'system') return false;
    const known = good.get(hash);
    if (known === undefined || known.mustChange) return true;
    return JSON.stringify(known.subject.grants) !== JSON.stringify(subject.grants);
  };
  const strangers = open.filter(isStranger);
  // It comes back at once, and must be looked at anew.
  if (strangers.length > 0) who.forget();
  strangers.forEach(close);
}

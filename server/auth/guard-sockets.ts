import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../db/schema.ts';
import { problemOf } from '../http/problem.ts';
import type { LiveServer } from '../live/sockets.ts';
import type { Auth } from './auth.ts';
import type { Caller } from './caller.ts';
import { bearerOf, credentialOf, isSameOrigin } from './credential.ts';
import { hashOf } from './secrets.ts';
import { loadSessions, loadTokens, type Known } from './load-callers.ts';

type LiveSocket = Parameters<Parameters<LiveServer['use']>[0]>[0];

/** How often open sockets are looked at: a credential that ended by itself, or whose revocation went unheard. */
export const sweepMs = 10_000;

/** What a socket was let in by. */
interface Entry {
  caller: Caller;
  hash: string;
  /** The authenticator's age when it was checked. */
  age: number;
}

type Entries = WeakMap<LiveSocket, Entry>;

/** By token in the handshake (programs, which may set no header in a browser), by header, or by a cookie from our page. */
function credentialOfSocket({ handshake }: LiveSocket) {
  const { token } = handshake.auth as { token?: unknown };
  if (typeof token === 'string') return bearerOf(token);
  const credential = credentialOf(handshake);
  return credential?.by === 'cookie' && !isSameOrigin(handshake.headers) ? undefined : credential;
}

/** The error that a client gets as `connect_error`, with the problem as its `data`. */
const refusal = (code: 'sign-in-needed' | 'password-must-change' | 'not-ready'): Error =>
  Object.assign(new Error(code), { data: problemOf(code) });

/**
 * Lets sockets in by the same credentials as requests, with `socket.data.subject`, and closes them when these end: at
 * once by their rooms (`person:…`, `session:…`, `token:…`), at the latest with the next sweep.
 * Returns what ends the sweeps.
 */
export function guardSockets(io: LiveServer, auth: Auth): { stop: () => void } {
  const { authenticator, revocations, log } = auth;
  const entries: Entries = new WeakMap();
  io.use((socket, next) => {
    const credential = credentialOfSocket(socket);
    const { age } = authenticator;
    authenticator
      .check(credential)
      .then((caller) => {
        if (caller === null || credential === undefined) {
          next(refusal('sign-in-needed'));
          return;
        }
        if (caller.mustChange) {
          next(refusal('password-must-change'));
          return;
        }
        socket.data.subject = caller.subject;
        entries.set(socket, { caller, hash: hashOf(credential.secret), age });
        next();
      })
      .catch((err: unknown) => {
        log.error({ err }, 'a socket could not be checked');
        next(refusal('not-ready'));
      });
  });
  const look = () => sweep(io, auth, entries, log);
  io.on('connection', (socket) => {
    const entry = entries.get(socket);
    if (entry === undefined) {
      close(socket);
      return;
    }
    void socket.join([...entry.caller.keys]);
    // Revoked between the check and the room: nobody could find the socket by its key then.
    if (entry.age !== authenticator.age) void look();
  });
  revocations.listen((key) => {
    for (const id of io.of('/').adapter.rooms.get(key) ?? []) close(io.sockets.sockets.get(id));
  });
  const timer = setInterval(() => void look(), sweepMs);
  return { stop: () => clearInterval(timer) };
}

/** Cuts the line itself, whatever is still to be written: the client comes back, and is then told why it may not. */
const close = (socket: LiveSocket | undefined): void => socket?.conn.close(true);

/** Closes every socket whose credential is no longer good, or whose rights are others now: it comes back with those. */
async function sweep(io: LiveServer, auth: Auth, entries: Entries, log: Logger): Promise<void> {
  const open = [...io.sockets.sockets.values()].flatMap((socket) => {
    const entry = entries.get(socket);
    return entry === undefined ? [] : [{ socket, ...entry }];
  });
  try {
    const good = await stillGood(auth.db, open, auth.realNowMs());
    for (const { socket, caller, hash } of open) {
      if (caller.subject.kind === 'system') continue;
      const known = good.get(hash);
      if (known === undefined || known.mustChange || !isAlike(known, caller)) close(socket);
    }
  } catch (err) {
    log.warn({ err }, 'open sockets could not be looked at; they are again soon');
  }
}

async function stillGood(
  db: Kysely<Database>,
  open: { caller: Caller; hash: string }[],
  nowMs: number,
): Promise<Map<string, Known>> {
  const hashes = (by: Caller['by']): string[] => [
    ...new Set(open.filter((o) => o.caller.by === by && o.caller.subject.kind !== 'system').map((o) => o.hash)),
  ];
  const [cookies, bearers] = [hashes('cookie'), hashes('bearer')];
  const none = new Map<string, Known>();
  return new Map([
    ...(cookies.length > 0 ? await loadSessions(db, cookies, nowMs) : none),
    ...(bearers.length > 0 ? await loadTokens(db, bearers, nowMs) : none),
  ]);
}

const isAlike = (a: Pick<Caller, 'subject'>, b: Pick<Caller, 'subject'>): boolean =>
  JSON.stringify(a.subject) === JSON.stringify(b.subject);

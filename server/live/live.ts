import type { Server as HttpServer } from 'node:http';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { AuditLog } from '../audit/log.ts';
import type { Limits } from '../auth/limits.ts';
import { heartbeatMs } from '../contract/stream.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { revocationChannel, type Revocations } from '../auth/revocations.ts';
import type { Database } from '../db/schema.ts';
import { forgetAnswers } from '../http/idempotency.ts';
import { notifyChannel } from './batch.ts';
import { guardSockets, type Guard } from './guard.ts';
import { CityLog } from './log.ts';
import { listenForChanges } from './notify.ts';
import { createSockets, fanOut, Scopes, type LiveServer } from './sockets.ts';
import { SocketLimits } from './socket-limits.ts';
import { Tail, type TailListener } from './tail.ts';

/** Events wait at most this long, so that many go out in one frame: frames cost, events do not. */
export const tickMs = 50;
const forgetEveryMs = 10 * 60_000;
const usualSweepMs = 10_000;

export interface LiveDeps {
  http: HttpServer;
  db: Kysely<Database>;
  /** Makes an unconnected client for LISTEN. */
  connect: () => pg.Client;
  log: Logger;
  realNowMs: () => number;
  who: Authenticator;
  revocations: Revocations;
  audit: AuditLog;
  limits: Limits;
  /** How often open sockets are asked whether they may still be open. */
  sweepMs?: number;
}

/** The sequenced stream of this process: the log that is written, the tail that is read, the sockets that are fed. */
export class Live {
  readonly cityLog: CityLog;
  readonly io: LiveServer;
  private readonly tail: Tail;
  private readonly guard: Guard;
  private readonly limits: SocketLimits;
  private readonly listeners: TailListener[];
  private notify: { stop: () => Promise<void> } | undefined;
  private forgetting: NodeJS.Timeout | undefined;

  constructor(private readonly deps: LiveDeps) {
    const { http, db, log, realNowMs, who, revocations, sweepMs = usualSweepMs } = deps;
    const scopes = new Scopes();
    this.limits = new SocketLimits(deps.limits);
    const { limits } = this;
    this.io = createSockets({ http, db, log, realNowMs, scopes, limits });
    this.guard = guardSockets(this.io, { db, log, realNowMs, who, limits, audit: deps.audit, sweepMs });
    revocations.listen(this.guard.drop);
    this.listeners = [fanOut(this.io, scopes, realNowMs)];
    this.tail = new Tail(db, this.listeners, (err) =>
      log.error({ err }, 'the tail of the event log failed; it tries again'),
    );
    this.cityLog = new CityLog(db, realNowMs, (id) => this.tail.poke(id));
  }

  /** Lets a feature follow every city's events, in order. */
  follow(listener: TailListener): void {
    this.listeners.push(listener);
  }

  /** Asks of every open socket now whether it may still be open. */
  readonly sweep = (): Promise<void> => this.guard.sweep();

  async start(): Promise<void> {
    const { db, connect, log, revocations } = this.deps;
    const forget = (): void => {
      forgetAnswers(db).catch((err: unknown) => log.error({ err }, 'old answers could not be forgotten'));
    };
    await forgetAnswers(db);
    this.forgetting = setInterval(forget, forgetEveryMs);
    await this.tail.start(tickMs, heartbeatMs);
    this.notify = listenForChanges(
      connect,
      {
        [notifyChannel]: (id) => this.tail.poke(id),
        [revocationChannel]: (message) => revocations.heard(message),
      },
      (err) => log.warn({ err }, 'the connection that listens for other nodes was lost'),
    );
  }

  /** Closes every socket (clients come back by themselves), then stops reading. */
  async stop(): Promise<void> {
    clearInterval(this.forgetting);
    this.guard.stop();
    this.limits.stop();
    await this.io.close();
    await this.notify?.stop();
    await this.tail.stop();
  }
}

import type { Server as HttpServer } from 'node:http';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import { heartbeatMs } from '../contract/stream.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Database } from '../db/schema.ts';
import { forgetAnswers } from '../http/idempotency.ts';
import { CityLog } from './log.ts';
import { listenForChanges } from './notify.ts';
import { createSockets, fanOut, secretRoom, Scopes, subjectRoom, type LiveServer } from './sockets.ts';
import { Tail, type TailListener } from './tail.ts';

/** Events wait at most this long, so that many go out in one frame: frames cost, events do not. */
export const tickMs = 50;
const forgetEveryMs = 10 * 60_000;

export interface LiveDeps {
  http: HttpServer;
  db: Kysely<Database>;
  /** Makes an unconnected client for LISTEN. */
  connect: () => pg.Client;
  log: Logger;
  realNowMs: () => number;
  who: Authenticator;
}

/** The sequenced stream of this process: the log that is written, the tail that is read, the sockets that are fed. */
export class Live {
  readonly cityLog: CityLog;
  readonly io: LiveServer;
  private readonly tail: Tail;
  private readonly listeners: TailListener[];
  private notify: { stop: () => Promise<void> } | undefined;
  private forgetting: NodeJS.Timeout | undefined;

  constructor(private readonly deps: LiveDeps) {
    const { http, db, log, realNowMs, who } = deps;
    const scopes = new Scopes();
    this.io = createSockets({ http, db, log, realNowMs, who, scopes });
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

  /** Closes the sockets of somebody whose rights have changed; who may still read comes back with the new ones. */
  dropSubject(id: string): void {
    this.io.in(subjectRoom(id)).disconnectSockets(true);
  }

  /** Closes the sockets of a session that has ended. */
  dropSecret(hash: string): void {
    this.io.in(secretRoom(hash)).disconnectSockets(true);
  }

  async start(): Promise<void> {
    const { db, connect, log } = this.deps;
    const forget = (): void => {
      forgetAnswers(db).catch((err: unknown) => log.error({ err }, 'old answers could not be forgotten'));
    };
    await forgetAnswers(db);
    this.forgetting = setInterval(forget, forgetEveryMs);
    await this.tail.start(tickMs, heartbeatMs);
    this.notify = listenForChanges(
      connect,
      (id) => this.tail.poke(id),
      (err) => log.warn({ err }, 'the connection that listens for other nodes was lost'),
    );
  }

  /** Closes every socket (clients come back by themselves), then stops reading. */
  async stop(): Promise<void> {
    clearInterval(this.forgetting);
    await this.io.close();
    await this.notify?.stop();
    await this.tail.stop();
  }
}

import type { Server as HttpServer } from 'node:http';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Logger } from 'pino';
import { heartbeatMs } from '../contract/stream.ts';
import type { Database } from '../db/schema.ts';
import { CityLog, notifyChannel } from './log.ts';
import { listenForChanges } from './notify.ts';
import { pruneEvents } from './read.ts';
import { createSockets, fanOut, type LiveServer } from './sockets.ts';
import { Tail, type TailListener } from './tail.ts';

/** Events wait at most this long, so that many go out in one frame: frames cost, events do not. */
export const tickMs = 50;
const pruneEveryMs = 10 * 60_000;

export interface LiveDeps {
  http: HttpServer;
  db: Kysely<Database>;
  /** Makes an unconnected client for LISTEN. */
  connect: () => pg.Client;
  log: Logger;
  realNowMs: () => number;
  /** Events kept for clients that catch up. */
  eventsKept: number;
}

/** The sequenced stream of this process: the log that is written, the tail that is read, the sockets that are fed. */
export class Live {
  readonly cityLog: CityLog;
  readonly io: LiveServer;
  private readonly tail: Tail;
  private readonly listeners: TailListener[];
  private readonly channels: Record<string, (message: string) => void>;
  private notify: { stop: () => Promise<void> } | undefined;
  private pruning: NodeJS.Timeout | undefined;

  constructor(private readonly deps: LiveDeps) {
    const { http, db, log, realNowMs } = deps;
    this.io = createSockets(http, db, log, realNowMs);
    this.listeners = [fanOut(this.io, realNowMs)];
    this.tail = new Tail(db, this.listeners, (err) =>
      log.error({ err }, 'the tail of the event log failed; it tries again'),
    );
    this.channels = { [notifyChannel]: (id) => this.tail.poke(id) };
    this.cityLog = new CityLog(db, realNowMs, (id) => this.tail.poke(id));
  }

  /** Lets a feature follow every city's events, in order. */
  follow(listener: TailListener): void {
    this.listeners.push(listener);
  }

  /** Before `start`: lets another part of the server hear a NOTIFY channel over the same connection. */
  hear(channel: string, listener: (message: string) => void): void {
    this.channels[channel] = listener;
  }

  async start(): Promise<void> {
    const { db, connect, log, eventsKept } = this.deps;
    const prune = (): void => {
      pruneEvents(db, eventsKept).catch((err: unknown) => log.error({ err }, 'old events could not be dropped'));
    };
    await pruneEvents(db, eventsKept);
    this.pruning = setInterval(prune, pruneEveryMs);
    await this.tail.start(tickMs, heartbeatMs);
    this.notify = listenForChanges(connect, this.channels, (err) =>
      log.warn({ err }, 'the connection that listens for other nodes was lost'),
    );
  }

  /** Closes every socket (clients come back by themselves), then stops reading. */
  async stop(): Promise<void> {
    clearInterval(this.pruning);
    await this.io.close();
    await this.notify?.stop();
    await this.tail.stop();
  }
}

import type { Kysely } from 'kysely';
import type { CityEvent } from '../contract/events.ts';
import type { Database } from '../db/schema.ts';
import { readEvents, readHeads, type CityHead } from './read.ts';

/** Follows the log of every city and hands each new event on, in order, once. The log is the truth: a lost poke heals at the next beat. */
export interface TailListener {
  /** Events `after + 1 …`, newly committed. */
  events: (head: CityHead, after: number, events: CityEvent[]) => void;
  /** Every beat, and for a city that is new or was replaced. */
  beat: (head: CityHead) => void;
}

const readLimit = 5000;

export class Tail {
  private readonly sent = new Map<string, { log: string; seq: number }>();
  private readonly dirty = new Set<string>();
  private heads = new Map<string, CityHead>();
  private running: Promise<void> = Promise.resolve();
  private readonly timers: NodeJS.Timeout[] = [];
  private stopped = false;
  private hasLooked = false;

  constructor(
    private readonly db: Kysely<Database>,
    private readonly listeners: TailListener[],
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Begins at the present heads; then looks each `tickMs` at what was poked and each `beatMs` at everything. */
  async start(tickMs: number, beatMs: number): Promise<void> {
    await this.look();
    this.timers.push(
      setInterval(() => {
        if (this.dirty.size > 0) this.enqueue(() => this.flush());
      }, tickMs),
      setInterval(() => this.enqueue(() => this.look()), beatMs),
    );
  }

  /** Says that this city may have new events. */
  poke(cityId: string): void {
    this.dirty.add(cityId);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.running;
  }

  /** One look at a time: events are handed on in order. */
  private enqueue(work: () => Promise<void>): void {
    if (this.stopped) return;
    this.running = this.running.then(work).catch(this.onError);
  }

  private async look(): Promise<void> {
    const heads = await readHeads(this.db);
    this.heads = new Map(heads.map((h) => [h.id, h]));
    for (const head of heads) {
      const sent = this.sent.get(head.id);
      // A city that was made since the look before: all that happened in it is new.
      const fresh = sent === undefined && this.hasLooked;
      if (sent?.log !== head.log)
        this.sent.set(head.id, { log: head.log, seq: fresh ? head.floor_seq - 1 : head.head_seq });
      if (this.sent.get(head.id)!.seq < head.head_seq) this.dirty.add(head.id);
    }
    this.hasLooked = true;
    await this.flush();
    for (const head of heads) this.tell((l) => l.beat(head));
  }

  private async flush(): Promise<void> {
    const cities = [...this.dirty];
    this.dirty.clear();
    for (const id of cities) {
      const sent = this.sent.get(id);
      const head = this.heads.get(id);
      // A city that no look has seen yet: the next one starts it at its head.
      if (sent === undefined || head === undefined) continue;
      const events = await readEvents(this.db, id, sent.seq, readLimit);
      if (events.length === 0) continue;
      if (events.length === readLimit) this.dirty.add(id);
      const after = sent.seq;
      sent.seq = events.at(-1)!.seq;
      this.tell((l) => l.events(head, after, events));
    }
  }

  /** What one listener makes of it is no matter of the others: they would not be told of these events again. */
  private tell(one: (listener: TailListener) => void): void {
    for (const listener of this.listeners)
      try {
        one(listener);
      } catch (error) {
        this.onError(error);
      }
  }
}

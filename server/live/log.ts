import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { cityTimeMs } from '../contract/clock.ts';
import type { EventDraft } from '../contract/events.ts';
import { countEvent } from '../contract/state.ts';
import type { CityTable, Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { presentClock } from './present.ts';

/** What a change works with: the transaction, the city's locked row, and the way to say what happened. */
export interface CityChange {
  trx: Transaction<Database>;
  /** The locked row; a change may raise its running numbers, which are stored with the events. */
  city: Selectable<CityTable>;
  /** City time now. */
  now: Date;
  /** Number that the next emitted event gets. */
  nextSeq: () => number;
  /** Adds an event, happened at city time `at`. */
  emit: (draft: EventDraft, at: Date) => void;
}

export type Work<T> = (change: CityChange) => Promise<T>;

interface Queued {
  work: Work<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

interface EventRow {
  city_id: string;
  seq: number;
  type: EventDraft['type'];
  at: Date;
  recorded_at: Date;
  data: string;
}

/** Changes that share one transaction (and one fsync) at the most. */
const batchLimit = 64;
/** A name for waking other nodes: PostgreSQL's NOTIFY channel. */
export const notifyChannel = 'shaotu_events';

/**
 * The append-only log. Every change of a city passes through `run`: the changes that wait are done in one transaction
 * that holds the city's row lock, each behind a savepoint of its own, and only after the commit is any of them
 * acknowledged. One that fails takes nothing with it and leaves nothing behind.
 */
export class CityLog {
  private readonly queues = new Map<string, Queued[]>();

  constructor(
    private readonly db: Kysely<Database>,
    private readonly realNowMs: () => number,
    /** Called after each commit with events. */
    private readonly committed: (cityId: string) => void,
  ) {}

  /** Runs a change; resolves after its commit. Rejects with what `work` threw, or with the database's error. */
  run<T>(cityId: string, work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queued: Queued = { work, resolve: resolve as (value: unknown) => void, reject };
      const queue = this.queues.get(cityId);
      if (queue) queue.push(queued);
      else {
        this.queues.set(cityId, [queued]);
        void this.pump(cityId);
      }
    });
  }

  private async pump(cityId: string): Promise<void> {
    const queue = this.queues.get(cityId)!;
    while (queue.length > 0) {
      const batch = queue.splice(0, batchLimit);
      try {
        const settle = await this.db.transaction().execute((trx) => this.batch(trx, cityId, batch));
        for (const done of settle) done();
        this.committed(cityId);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.queues.delete(cityId);
  }

  /** Does the batch inside `trx`; returns what to tell each caller once it is committed. */
  private async batch(trx: Transaction<Database>, cityId: string, batch: Queued[]): Promise<(() => void)[]> {
    const row = await trx.selectFrom('city').selectAll().where('id', '=', cityId).forUpdate().executeTakeFirst();
    if (row === undefined) throw new ProblemError('city-unknown', cityId);
    const recordedAt = new Date(this.realNowMs());
    const events: EventRow[] = [];
    const settle: (() => void)[] = [];
    let city = row;
    for (const { work, resolve, reject } of batch) {
      const mark = events.length;
      const attempt = { ...city };
      await sql`savepoint change`.execute(trx);
      try {
        const value = await work(changeOf(trx, attempt, recordedAt, events));
        await sql`release savepoint change`.execute(trx);
        city = attempt;
        settle.push(() => resolve(value));
      } catch (error) {
        await sql`rollback to savepoint change`.execute(trx);
        events.length = mark;
        settle.push(() => reject(error));
      }
    }
    if (events.length > 0) await store(trx, city, events);
    return settle;
  }
}

function changeOf(
  trx: Transaction<Database>,
  city: Selectable<CityTable>,
  recordedAt: Date,
  events: EventRow[],
): CityChange {
  return {
    trx,
    city,
    now: new Date(cityTimeMs(presentClock(city), recordedAt.getTime())),
    nextSeq: () => city.head_seq + 1,
    emit(draft, at) {
      city.head_seq += 1;
      city.counters = countEvent(city.counters, draft);
      const { type, data } = draft;
      events.push({
        city_id: city.id,
        seq: city.head_seq,
        type,
        at,
        recorded_at: recordedAt,
        data: JSON.stringify(data),
      });
    },
  };
}

async function store(trx: Transaction<Database>, city: Selectable<CityTable>, events: EventRow[]): Promise<void> {
  await trx.insertInto('event').values(events).execute();
  const { head_seq, whistle_number, station_number } = city;
  await trx
    .updateTable('city')
    .set({ head_seq, whistle_number, station_number, counters: JSON.stringify(city.counters) })
    .where('id', '=', city.id)
    .execute();
  await sql`select pg_notify(${notifyChannel}, ${city.id})`.execute(trx);
}

import { sql, type Selectable, type Transaction } from 'kysely';
import { whistlePath, type AuditDraft, type Deed } from '../audit/chain.ts';
import { appendAudit } from '../audit/store.ts';
import { cityTimeMs } from '../contract/clock.ts';
import type { EventDraft } from '../contract/events.ts';
import { countEvent } from '../contract/state.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { CityTable, Database } from '../db/schema.ts';
import { readAnswers, writeAnswers, type Answer, type IdempotencyKey } from '../http/idempotency.ts';
import { ProblemError } from '../http/problem.ts';
import { presentClock } from './present.ts';
import { readWhistles, writeWhistles } from './whistle-rows.ts';

interface Change {
  /** The locked row; a change may raise its running numbers, which are stored with the events. */
  city: Selectable<CityTable>;
  /** City time now. */
  now: Date;
}

/** What a change works with that speaks SQL: the transaction, the city's locked row, and the way to say what happened. */
export interface CityChange extends Change {
  trx: Transaction<Database>;
  /** Number that the next emitted event gets. */
  nextSeq: () => number;
  /** Adds an event, happened at city time `at`. */
  emit: (draft: EventDraft, at: Date) => void;
}

/** What a change of whistles works with: records in memory, written with those of the whole batch. */
export interface WhistleChange extends Change {
  /** The whistle as it stands; throws `whistle-unknown`. */
  whistle: (id: string) => Promise<Whistle>;
  /** For reading more; what was changed before this change is in it. */
  reading: () => Promise<Transaction<Database>>;
  /** Takes a whistle as it is after a change, under its next `seq` and version, with the event that says so. */
  put: (changed: Whistle, event: (w: Whistle) => EventDraft, at: Date) => Whistle;
}

export interface Work<T> {
  deed: Deed;
  work: (change: CityChange) => Promise<T>;
}
export interface WhistleWork<T> {
  /** For the audit: who does what. */
  deed: Deed;
  /** Whistles that it will ask for: they are read for the whole batch at once. */
  reads?: readonly string[];
  /** Its first use stores the answer; every later one gets that answer back. */
  key?: IdempotencyKey | undefined;
  /** Status of the answer, stored with it. */
  status: number;
  work: (change: WhistleChange) => T | Promise<T>;
}

interface EventRow {
  city_id: string;
  seq: number;
  type: EventDraft['type'];
  at: Date;
  recorded_at: Date;
  data: string;
}

/** A name for waking other nodes: PostgreSQL's NOTIFY channel. */
export const notifyChannel = 'shaotu_events';

/**
 * The changes of one transaction, which holds the city's row lock. Whistles are changed in memory and written together at
 * the end: a change that is refused leaves no trace, and a thousand cost few statements more than one.
 */
export class Batch {
  private readonly events: EventRow[] = [];
  private readonly known = new Map<string, Whistle>();
  private readonly unwritten = new Set<string>();
  private readonly answers = new Map<string, Answer>();
  private readonly newAnswers = new Map<string, Answer>();
  private readonly record: AuditDraft[] = [];

  constructor(
    private readonly trx: Transaction<Database>,
    private city: Selectable<CityTable>,
    private readonly recordedAt: Date,
  ) {}

  /** Reads what these changes ask for. */
  async prepare(works: readonly WhistleWork<unknown>[]): Promise<void> {
    const keys = works.flatMap(({ key }) => (key === undefined ? [] : [key.key]));
    for (const answer of await readAnswers(this.trx, this.city.id, keys)) this.answers.set(answer.key, answer);
    const ids = [...new Set(works.flatMap(({ reads = [] }) => reads))];
    for (const w of await readWhistles(this.trx, this.city.id, ids)) this.known.set(w.id, w);
  }

  /** A change of whistles; throws what it throws, and is then as if it had not been, but for the audit. */
  async changeWhistles<T>({ deed, key, status, work }: WhistleWork<T>): Promise<T> {
    const before = key && this.answers.get(key.key);
    if (before !== undefined && before.fingerprint === key!.fingerprint) return before.body as T;
    const mark = this.events.length;
    const city = { ...this.city };
    const changed = new Map<string, Whistle>();
    try {
      if (before !== undefined) throw new ProblemError('idempotency-key-reused');
      const value = await work(this.whistleChange(city, changed));
      this.city = city;
      for (const [id, w] of changed) {
        this.known.set(id, w);
        this.unwritten.add(id);
      }
      if (key !== undefined) {
        const answer = { ...key, status, body: value };
        this.answers.set(key.key, answer);
        this.newAnswers.set(key.key, answer);
      }
      this.taken(this.onItsPath(deed, changed), this.events.length - mark);
      return value;
    } catch (error) {
      this.events.length = mark;
      this.refused(deed, error);
      throw error;
    }
  }

  /** Who called a whistle did it to that whistle: the record names its own path, under which all else that is done to it stands. */
  private onItsPath(deed: Deed, changed: ReadonlyMap<string, Whistle>): Deed {
    const called = [...changed.values()].find(({ version }) => version === 1);
    return called === undefined ? deed : { ...deed, target: whistlePath(this.city.id, called.id) };
  }

  /** A change that speaks SQL, behind a savepoint; throws what it throws, and is then as if it had not been, but for the audit. */
  async change<T>({ deed, work }: Work<T>): Promise<T> {
    await this.writeSoFar();
    const mark = this.events.length;
    const city = { ...this.city };
    await sql`savepoint change`.execute(this.trx);
    try {
      const value = await work(this.cityChange(city));
      await sql`release savepoint change`.execute(this.trx);
      this.city = city;
      this.taken(deed, this.events.length - mark);
      return value;
    } catch (error) {
      await sql`rollback to savepoint change`.execute(this.trx);
      this.events.length = mark;
      this.refused(deed, error);
      throw error;
    }
  }

  /** Writes everything that happened, before the commit. */
  async write(): Promise<void> {
    await this.writeSoFar();
    await appendAudit(this.trx, this.city.id, this.recordedAt, this.record);
    if (this.events.length === 0) return;
    await writeEvents(this.trx, this.events);
    const { id, head_seq, whistle_number, station_number } = this.city;
    await this.trx
      .updateTable('city')
      .set({ head_seq, whistle_number, station_number, counters: JSON.stringify(this.city.counters) })
      .where('id', '=', id)
      .execute();
    await sql`select pg_notify(${notifyChannel}, ${id})`.execute(this.trx);
  }

  /** What happened nothing about, such as an answer that was given before, is no deed. */
  private taken(deed: Deed, events: number): void {
    if (events > 0) this.record.push({ ...deed, outcome: 'taken', code: null });
  }

  private refused(deed: Deed, error: unknown): void {
    if (!(error instanceof ProblemError)) return;
    this.record.push({ ...deed, outcome: 'refused', code: error.code });
    error.onRecord = true;
  }

  private async writeSoFar(): Promise<void> {
    const whistles = [...this.unwritten].map((id) => this.known.get(id)!);
    const answers = [...this.newAnswers.values()];
    this.unwritten.clear();
    this.newAnswers.clear();
    await writeWhistles(this.trx, this.city.id, whistles);
    await writeAnswers(this.trx, this.city.id, answers);
  }

  private whistleChange(city: Selectable<CityTable>, changed: Map<string, Whistle>): WhistleChange {
    return {
      city,
      now: this.nowOf(city),
      whistle: async (id) => {
        const found = changed.get(id) ?? this.known.get(id) ?? (await readWhistles(this.trx, city.id, [id]))[0];
        if (found === undefined) throw new ProblemError('whistle-unknown', id);
        return found;
      },
      reading: async () => {
        await this.writeSoFar();
        return this.trx;
      },
      put: (w, event, at) => {
        const put = { ...w, seq: city.head_seq + 1, version: w.version + 1 };
        changed.set(put.id, put);
        this.emit(city, event(put), at);
        return put;
      },
    };
  }

  private cityChange(city: Selectable<CityTable>): CityChange {
    return {
      trx: this.trx,
      city,
      now: this.nowOf(city),
      nextSeq: () => city.head_seq + 1,
      emit: (draft, at) => this.emit(city, draft, at),
    };
  }

  private nowOf(city: Selectable<CityTable>): Date {
    return new Date(cityTimeMs(presentClock(city), this.recordedAt.getTime()));
  }

  private emit(city: Selectable<CityTable>, draft: EventDraft, at: Date): void {
    city.head_seq += 1;
    city.counters = countEvent(city.counters, draft);
    const { type, data } = draft;
    const { id: city_id, head_seq: seq } = city;
    this.events.push({ city_id, seq, type, at, recorded_at: this.recordedAt, data: JSON.stringify(data) });
  }
}

/** One array a column: the statement stays the same for any number of events. */
async function writeEvents(trx: Transaction<Database>, events: readonly EventRow[]): Promise<void> {
  const column = <K extends keyof EventRow>(name: K): EventRow[K][] => events.map((e) => e[name]);
  await sql`
    insert into event (city_id, seq, type, at, recorded_at, data)
    select * from unnest(
      ${column('city_id')}::text[], ${column('seq')}::bigint[], ${column('type')}::text[],
      ${column('at')}::timestamptz[], ${column('recorded_at')}::timestamptz[], ${column('data')}::jsonb[])`.execute(
    trx,
  );
}

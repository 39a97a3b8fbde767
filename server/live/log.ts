import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { Batch, type WhistleWork, type Work } from './batch.ts';

interface Queued {
  task: { sql: Work<unknown> } | { whistles: WhistleWork<unknown> };
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** SQLSTATE classes 22, 23 and 54: a value that the database cannot take, and not the database's own trouble. */
const isOfData = (error: unknown): boolean =>
  error instanceof RangeError || /^(22|23|54)/.test((error as { code?: string }).code ?? '');

/** Changes that share one transaction (and one fsync) at the most. */
const batchLimit = 256;

/**
 * The append-only log. Every change of a city passes through it: the changes that wait are done in one transaction that
 * holds the city's row lock, and only after the commit is any of them acknowledged. One that fails takes nothing with it
 * and leaves nothing behind: what SQL a change speaks stands behind a savepoint, what whistles it changes is written at the
 * end, and where the database refuses that, each is tried alone.
 */
export class CityLog {
  private readonly queues = new Map<string, Queued[]>();

  constructor(
    private readonly db: Kysely<Database>,
    private readonly realNowMs: () => number,
    /** Called after each commit. */
    private readonly committed: (cityId: string) => void,
  ) {}

  /** Runs a change; resolves after its commit. Rejects with what `work` threw, or with the database's error. */
  run<T>(cityId: string, work: Work<T>): Promise<T> {
    return this.enqueue(cityId, { sql: work });
  }

  /** The same for a change of whistles, which needs no statements of its own. */
  runWhistles<T>(cityId: string, work: WhistleWork<T>): Promise<T> {
    return this.enqueue(cityId, { whistles: work });
  }

  private enqueue<T>(cityId: string, task: Queued['task']): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queued: Queued = { task, resolve: resolve as (value: unknown) => void, reject };
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
      const error = await this.commit(cityId, batch);
      if (error === null) continue;
      // What one of them wrote was refused by the database: the others must not fail with it.
      if (batch.length > 1 && isOfData(error)) for (const one of batch) await this.commitAlone(cityId, one);
      else for (const { reject } of batch) reject(error);
    }
    this.queues.delete(cityId);
  }

  /** All in one transaction; what kept it from being committed, or `null`. */
  private async commit(cityId: string, batch: Queued[]): Promise<unknown> {
    try {
      const settle = await this.db.transaction().execute((trx) => this.take(trx, cityId, batch));
      for (const done of settle) done();
    } catch (error) {
      return error;
    }
    this.committed(cityId);
    return null;
  }

  private async commitAlone(cityId: string, queued: Queued): Promise<void> {
    const error = await this.commit(cityId, [queued]);
    if (error !== null) queued.reject(error);
  }

  /** Does the changes inside `trx`; returns what to tell each caller once it is committed. */
  private async take(trx: Transaction<Database>, cityId: string, queued: Queued[]): Promise<(() => void)[]> {
    const city = await trx.selectFrom('city').selectAll().where('id', '=', cityId).forUpdate().executeTakeFirst();
    if (city === undefined) throw new ProblemError('city-unknown', cityId);
    const batch = new Batch(trx, city, new Date(this.realNowMs()));
    await batch.prepare(queued.flatMap(({ task }) => ('whistles' in task ? [task.whistles] : [])));
    const settle: (() => void)[] = [];
    for (const { task, resolve, reject } of queued) {
      const done = 'whistles' in task ? batch.changeWhistles(task.whistles) : batch.change(task.sql);
      await done.then(
        (value) => settle.push(() => resolve(value)),
        (error: unknown) => settle.push(() => reject(error)),
      );
    }
    await batch.write();
    return settle;
  }
}

import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { AuditDraft } from './chain.ts';
import { appendAudit } from './store.ts';

/** The chain of everything that is not a city's. */
export const systemChain = 'system';

/** The last thing that a change does. */
export type OnRecord = (trx: Transaction<Database>) => Promise<void>;

interface Queued {
  draft: AuditDraft;
  city: string | undefined;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Puts on record what changes no city: sign-ins, people, webhooks, refusals, exports. */
export class AuditLog {
  private queue: Queued[] = [];
  private pumping = false;

  constructor(
    private readonly db: Kysely<Database>,
    private readonly realNowMs: () => number,
  ) {}

  /** Puts it on record in the transaction of the change itself: both are kept, or neither. */
  within(draft: AuditDraft): OnRecord {
    return (trx) => appendAudit(trx, systemChain, new Date(this.realNowMs()), [draft]);
  }

  /** Does a change and puts it on record, in one transaction. */
  together<T>(draft: AuditDraft, work: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(async (trx) => {
      const value = await work(trx);
      await this.within(draft)(trx);
      return value;
    });
  }

  /**
   * Resolves once it is on record: on that of a city, where one is named and there is such a city. For what changes nothing
   * else: a refusal, an export.
   */
  add(draft: AuditDraft, city?: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ draft, city, resolve, reject });
      if (!this.pumping) void this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, 256);
      await this.db
        .transaction()
        .execute((trx) => this.append(trx, batch))
        .then(
          () => batch.forEach(({ resolve }) => resolve()),
          (error: unknown) => batch.forEach(({ reject }) => reject(error)),
        );
    }
    this.pumping = false;
  }

  /** Chain by chain, always in one order: two servers that add to the same ones wait for each other and no more. */
  private async append(trx: Transaction<Database>, batch: readonly Queued[]): Promise<void> {
    const named = [...new Set(batch.flatMap(({ city }) => city ?? []))];
    const known =
      named.length === 0 ? [] : await trx.selectFrom('city').select('id').where('id', 'in', named).execute();
    const chainOf = ({ city }: Queued): string => known.find(({ id }) => id === city)?.id ?? systemChain;
    const at = new Date(this.realNowMs());
    for (const chain of [...new Set(batch.map(chainOf))].sort()) {
      const drafts = batch.filter((queued) => chainOf(queued) === chain).map(({ draft }) => draft);
      await appendAudit(trx, chain, at, drafts);
    }
  }
}

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

  /** Resolves once it is on record. For what changes nothing else: a refusal, an export. */
  add(draft: AuditDraft): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ draft, resolve, reject });
      if (!this.pumping) void this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, 256);
      const drafts = batch.map(({ draft }) => draft);
      await this.db
        .transaction()
        .execute((trx) => appendAudit(trx, systemChain, new Date(this.realNowMs()), drafts))
        .then(
          () => batch.forEach(({ resolve }) => resolve()),
          (error: unknown) => batch.forEach(({ reject }) => reject(error)),
        );
    }
    this.pumping = false;
  }
}

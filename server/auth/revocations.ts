import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';

/** PostgreSQL's NOTIFY channel for sessions, people and tokens that have ended or changed. */
export const revocationChannel = 'shaotu_revoked';

/** What a revocation names, and what a socket's room is called: all that is known by it must be looked at anew. */
export type Key = `subject:${string}` | `secret:${string}`;
/** Everything of one person or token. */
export const subjectKey = (id: string): Key => `subject:${id}`;
/** One session or token, by the hash of its secret. */
export const secretKey = (hash: string): Key => `secret:${hash}`;

export type Revoke = (key: Key) => Promise<void>;

/** Tells this process at once, and the others on the database by NOTIFY, who may do less from now on. */
export class Revocations {
  /** Our own messages come back to us: they have been heard already. */
  private readonly self = randomUUID();
  private readonly listeners: ((key: Key) => void)[] = [];

  constructor(private readonly db: Kysely<Database>) {}

  /** Listeners are told in the order in which they came. */
  listen(listener: (key: Key) => void): void {
    this.listeners.push(listener);
  }

  /** Does `work` in one transaction; what it revokes is told after the commit, here first. */
  async during<T>(work: (trx: Transaction<Database>, revoke: Revoke) => Promise<T>): Promise<T> {
    const keys: Key[] = [];
    const value = await this.db.transaction().execute((trx) =>
      work(trx, async (key) => {
        keys.push(key);
        await sql`select pg_notify(${revocationChannel}, ${`${this.self} ${key}`})`.execute(trx);
      }),
    );
    for (const key of keys) this.tell(key);
    return value;
  }

  /** What came by the channel. */
  heard(message: string): void {
    const [from, key] = message.split(' ');
    if (from !== this.self && key !== undefined) this.tell(key as Key);
  }

  private tell(key: Key): void {
    for (const listener of this.listeners) listener(key);
  }
}

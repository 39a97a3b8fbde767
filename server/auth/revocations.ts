import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Key } from './caller.ts';

/** PostgreSQL's NOTIFY channel for credentials that have ended or changed. */
export const revocationChannel = 'shaotu_revoked';

export type Revoke = (key: Key) => Promise<void>;

/** Tells this process at once, and the others by NOTIFY, that whatever is known by a key must be looked at anew. */
export class Revocations {
  /** Our own messages come back to us: they have been heard already. */
  private readonly self = randomUUID();
  private readonly listeners: ((key: Key) => void)[] = [];

  constructor(private readonly db: Kysely<Database>) {}

  listen(listener: (key: Key) => void): void {
    this.listeners.push(listener);
  }

  /** Does `work` in one transaction; what it revokes is told after the commit, here first. */
  async during<T>(work: (trx: Transaction<Database>, revoke: Revoke) => Promise<T>): Promise<T> {
    const keys: Key[] = [];
    const value = await this.db.transaction().execute((trx) =>
      work(trx, async (key) => {
        keys.push(key);
        await notifyRevoked(trx, key, this.self);
      }),
    );
    for (const key of keys) this.tell(key);
    return value;
  }

  /** What came from the channel. */
  heard(message: string): void {
    const [from, key] = message.split(' ');
    if (from !== this.self && key !== undefined) this.tell(key as Key);
  }

  private tell(key: Key): void {
    for (const listener of this.listeners) listener(key);
  }
}

/** For a program beside the server: `from` is any word. */
export async function notifyRevoked(trx: Kysely<Database>, key: Key, from: string): Promise<void> {
  await sql`select pg_notify(${revocationChannel}, ${`${from} ${key}`})`.execute(trx);
}

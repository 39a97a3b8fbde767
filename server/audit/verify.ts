import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { AuditCheck } from '../contract/audit.ts';
import type { Database } from '../db/schema.ts';
import { beginning, ChainCheck, type Head } from './chain.ts';
import { readHeadOf } from './read.ts';
import { readAudit } from './store.ts';

/** Rows that are hashed in one go: everybody else is served in between. */
const pageSize = 500;

/** The row that a check goes on from: the one before it, or the beginning. */
async function startOf(db: Kysely<Database>, chain: string, after: number): Promise<Head> {
  const [row] = after === 0 ? [] : await readAudit(db, { chain, before: after + 1, limit: 1 });
  return row ?? { seq: 0, hash: beginning };
}

/** Looks at the rows that follow `after`, at most `limit`, as they were at one instant; the last ones against the chain's head. */
export const verifyStep = (
  db: Kysely<Database>,
  chain: string,
  { after, limit }: { after: number; limit: number },
): Promise<AuditCheck> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const start = await startOf(trx, chain, after);
      const check = new ChainCheck(chain, start);
      let [rows, to, done] = [0, start.seq, false];
      while (rows < limit && !done) {
        const size = Math.min(pageSize, limit - rows);
        const page = await readAudit(trx, { chain, after: to, limit: size });
        for (const row of page) check.take(row);
        rows += page.length;
        to = page.at(-1)?.seq ?? to;
        done = page.length < size;
        await setImmediate();
      }
      const head = await readHeadOf(trx, chain);
      const written = head.seq === 0 ? undefined : { seq: head.seq, hash: head.hash };
      const faults = (done ? check.end(written) : check.faults).map(({ chain: _chain, ...fault }) => fault);
      return { from: start.seq + 1, to, rows, faults, done, head };
    });

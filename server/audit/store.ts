import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { beginning, ChainCheck, hashOf, type AuditDraft, type AuditRow, type Fault, type Head } from './chain.ts';

/** Characters of a detail that are kept. */
const longestDetail = 4000;
/** Rows that are read at once. */
const pageSize = 5000;

/** What was sent, as JSON; where it is longer than is kept, how long it was. */
function detailOf(detail: unknown): string {
  const text = JSON.stringify(detail ?? null);
  return text.length <= longestDetail ? text : JSON.stringify({ tooLong: text.length });
}

/**
 * Adds to a chain, in the transaction of whatever is put on record. The chain's head is locked until that ends, so that
 * rows are numbered in the order of their commits.
 */
export async function appendAudit(
  trx: Transaction<Database>,
  chain: string,
  at: Date,
  drafts: readonly AuditDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  // A chain begins with its first row; two that begin it together meet here.
  await sql`insert into audit_head (chain, seq, hash) values (${chain}, 0, ${beginning}) on conflict do nothing`.execute(
    trx,
  );
  let head: Head = await trx
    .selectFrom('audit_head')
    .select(['seq', 'hash'])
    .where('chain', '=', chain)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const rows = drafts.map(({ detail, ...draft }) => {
    const row = { ...draft, chain, seq: head.seq + 1, at: at.toISOString(), detail: detailOf(detail) };
    head = { seq: row.seq, hash: hashOf(row, head.hash) };
    return { ...row, hash: head.hash, actor: JSON.stringify(row.actor) };
  });
  await sql`
    insert into audit (chain, seq, at, actor, action, target, outcome, code, detail, hash)
    select chain, seq, at, actor::jsonb, action, target, outcome, code, detail, hash
    from jsonb_to_recordset(${JSON.stringify(rows)}) as r (
      chain text, seq bigint, at timestamptz, actor text, action text, target text, outcome text, code text,
      detail text, hash text)`.execute(trx);
  await trx.updateTable('audit_head').set(head).where('chain', '=', chain).execute();
}

export interface AuditFilter {
  chain: string;
  /** Only those with a lower number: the page before. */
  before?: number | undefined;
  after?: number | undefined;
  limit: number;
}

/** Rows of a chain: after a number in order, else the newest first. */
export async function readAudit(
  db: Kysely<Database>,
  { chain, before, after, limit }: AuditFilter,
): Promise<AuditRow[]> {
  let q = db.selectFrom('audit').selectAll().where('chain', '=', chain).limit(limit);
  if (after !== undefined) q = q.where('seq', '>', after).orderBy('seq');
  else q = (before === undefined ? q : q.where('seq', '<', before)).orderBy('seq', 'desc');
  return (await q.execute()).map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

export const readChains = async (db: Kysely<Database>): Promise<string[]> => {
  const { rows } = await sql<{ chain: string }>`
    select chain from audit union select chain from audit_head order by chain`.execute(db);
  return rows.map(({ chain }) => chain);
};

export const readAuditHead = (db: Kysely<Database>, chain: string): Promise<Head | undefined> =>
  db.selectFrom('audit_head').select(['seq', 'hash']).where('chain', '=', chain).executeTakeFirst();

/** Looks at every row of a chain as it was at one instant; gives what is wrong, and how many rows there are. */
export const verifyChain = (db: Kysely<Database>, chain: string): Promise<{ rows: number; faults: Fault[] }> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const check = new ChainCheck(chain);
      let rows = 0;
      for (let after = -1; ;) {
        const page = await readAudit(trx, { chain, after, limit: pageSize });
        for (const row of page) check.take(row);
        rows += page.length;
        if (page.length < pageSize) break;
        after = page.at(-1)!.seq;
      }
      return { rows, faults: check.end(await readAuditHead(trx, chain)) };
    });

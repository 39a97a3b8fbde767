import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginning, hashOf, type AuditDraft, type AuditRow, type Fault } from '../../../server/audit/chain.ts';
import { appendAudit, readAudit, verifyChain } from '../../../server/audit/store.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((t) => t.replaceAll('\u0000', ''));
const draft: fc.Arbitrary<AuditDraft> = fc.record({
  actor: fc.record({ kind: fc.constantFrom('person', 'token', 'system', 'nobody'), id: text, name: text }),
  action: fc.constantFrom('callWhistle', 'closeWhistle', 'signIn'),
  target: text,
  outcome: fc.constantFrom('taken', 'refused'),
  code: fc.option(fc.constantFrom('version-stale', 'input-invalid')),
  detail: fc.jsonValue({ maxDepth: 2 }),
});
const batches = fc.array(fc.array(draft, { maxLength: 4 }), { minLength: 2, maxLength: 6 });
let chains = 0;

/** A chain of its own with these rows, several batches at the same moment. */
async function record(all: AuditDraft[][]): Promise<string> {
  const chain = `chain-${++chains}`;
  const at = new Date('2026-05-01T00:00:00.123Z');
  await Promise.all(all.map((drafts) => fresh.db.transaction().execute((trx) => appendAudit(trx, chain, at, drafts))));
  return chain;
}

/** As somebody would who owns the database. */
const tamper = (statement: ReturnType<typeof sql>): Promise<void> =>
  fresh.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await statement.execute(trx);
  });

const covers = (faults: Fault[], seq: number): boolean => faults.some((f) => f.seq <= seq && seq <= (f.to ?? f.seq));

const rowAt = async (chain: string, seq: number): Promise<AuditRow | undefined> =>
  (await readAudit(fresh.db, { chain, after: 0, limit: 1000 })).find((r) => r.seq === seq);

describe('the audit’s chain', () => {
  it('is sound as it was written, in the order of the commits, with all that was said', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const chain = await record(all);
        const drafts = all.flat();
        expect(await verifyChain(fresh.db, chain)).toEqual({ rows: drafts.length, faults: [] });
        const rows = await readAudit(fresh.db, { chain, after: 0, limit: 1000 });
        expect(rows.map((r) => r.seq)).toEqual(drafts.map((_, i) => i + 1));
        const told = rows.map(({ actor, target, detail }) => JSON.stringify([actor.name, target, JSON.parse(detail)]));
        const said = drafts.map(({ actor, target, detail }) =>
          JSON.stringify([actor.name, target, JSON.parse(JSON.stringify(detail))]),
        );
        expect(told.sort()).toEqual(said.sort());
      }),
      { numRuns: 30 },
    );
  });

  const change = fc.constantFrom<[string, ReturnType<typeof sql>]>(
    ['at', sql`at = at + interval '1 ms'`],
    ['actor', sql`actor = jsonb_set(actor, '{name}', to_jsonb((actor ->> 'name') || 'x'))`],
    ['action', sql`action = action || 'x'`],
    ['target', sql`target = target || ' '`],
    ['outcome', sql`outcome = case outcome when 'taken' then 'refused' else 'taken' end`],
    ['code', sql`code = coalesce(code || 'x', '')`],
    ['detail', sql`detail = detail || ' '`],
    ['hash', sql`hash = repeat('0', 64)`],
  );

  it('names a row of which anything was changed, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(batches, change, fc.nat(), async (all, [what, set], pick) => {
        const n = all.flat().length;
        fc.pre(n > 0);
        const chain = await record(all);
        const seq = 1 + (pick % n);
        await tamper(sql`update audit set ${set} where chain = ${chain} and seq = ${seq}`);
        // The head names the hash that the last row had.
        const end = what === 'hash' && seq === n ? [{ chain, seq, fault: 'unwritten-head' }] : [];
        expect((await verifyChain(fresh.db, chain)).faults).toEqual([{ chain, seq, fault: 'changed' }, ...end]);
      }),
      { numRuns: 60 },
    );
  });

  it('is not talked round by hashes that vouch for themselves or for one another', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), fc.nat(), async (all, a, b) => {
        const n = all.flat().length;
        fc.pre(n > 0);
        const chain = await record(all);
        const [one, other] = await Promise.all([a, b].map((at) => rowAt(chain, 1 + (at % n))));
        // Each stands on the hash that the other had; of one row alone, on its own.
        const made = [hashOf(one!, other!.hash), hashOf(other!, one!.hash)];
        await tamper(sql`update audit set hash = ${made[0]} where chain = ${chain} and seq = ${one!.seq}`);
        await tamper(sql`update audit set hash = ${made[1]} where chain = ${chain} and seq = ${other!.seq}`);
        const { faults } = await verifyChain(fresh.db, chain);
        expect(covers(faults, one!.seq) || covers(faults, other!.seq)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('names the row after one that was changed with its hash: which of the two it was cannot be told', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), async (all, pick) => {
        const n = all.flat().length;
        fc.pre(n > 1);
        const chain = await record(all);
        const seq = 1 + (pick % (n - 1));
        const [row, before] = await Promise.all([seq, seq - 1].map((at) => rowAt(chain, at)));
        const changed = { ...row!, target: `${row!.target}x` };
        const hash = hashOf(changed, before?.hash ?? beginning);
        await tamper(
          sql`update audit set target = ${changed.target}, hash = ${hash} where chain = ${chain} and seq = ${seq}`,
        );
        expect((await verifyChain(fresh.db, chain)).faults).toEqual([{ chain, seq: seq + 1, fault: 'changed' }]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the audit’s chain after rows were removed or moved', () => {
  it('names rows that were removed, and no other, at the beginning, in the middle or at the end', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), fc.nat(), async (all, a, b) => {
        const n = all.flat().length;
        fc.pre(n > 1);
        const [from, to] = [1 + (a % n), 1 + (b % n)].sort((x, y) => x - y) as [number, number];
        const chain = await record(all);
        await tamper(sql`delete from audit where chain = ${chain} and seq between ${from} and ${to}`);
        expect((await verifyChain(fresh.db, chain)).faults).toEqual([{ chain, seq: from, to, fault: 'missing' }]);
      }),
      { numRuns: 40 },
    );
  });

  it('names two rows that changed places, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), fc.nat(), async (all, pick, other) => {
        const n = all.flat().length;
        fc.pre(n > 1);
        const chain = await record(all);
        const one = 1 + (pick % n);
        const two = 1 + ((pick + 1 + (other % (n - 1))) % n);
        const move = (from: number, to: number) =>
          tamper(sql`update audit set seq = ${to} where chain = ${chain} and seq = ${from}`);
        for (const [from, to] of [
          [one, -1],
          [two, one],
          [-1, two],
        ] as const)
          await move(from, to);
        const { faults } = await verifyChain(fresh.db, chain);
        const moved = [one, two].sort((x, y) => x - y).map((seq) => ({ chain, seq, fault: 'out-of-place' }));
        // The head names the last one's hash, which has gone elsewhere.
        const end = Math.max(one, two) === n ? [{ chain, seq: n, fault: 'unwritten-head' }] : [];
        expect(faults).toEqual([...moved, ...end]);
      }),
      { numRuns: 60 },
    );
  });

  it('names a changed row alone, however many there are', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), async (all, picks) => {
        const n = all.flat().length;
        fc.pre(n > 0);
        const chain = await record(all);
        const changed = [...new Set(picks.map((p) => 1 + (p % n)))].sort((x, y) => x - y);
        await tamper(
          sql`update audit set detail = detail || ' ' where chain = ${chain} and seq in (${sql.join(changed)})`,
        );
        const { faults } = await verifyChain(fresh.db, chain);
        expect(faults).toEqual(changed.map((seq) => ({ chain, seq, fault: 'changed' })));
      }),
      { numRuns: 40 },
    );
  });

  it('names where one was removed with all later ones moved up', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), async (all, pick) => {
        const n = all.flat().length;
        fc.pre(n > 2);
        const chain = await record(all);
        const seq = 1 + (pick % (n - 1));
        await tamper(sql`delete from audit where chain = ${chain} and seq = ${seq}`);
        await tamper(sql`update audit set seq = -seq where chain = ${chain} and seq > ${seq}`);
        await tamper(sql`update audit set seq = -seq - 1 where chain = ${chain} and seq < 0`);
        expect(covers((await verifyChain(fresh.db, chain)).faults, seq)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('can be changed by no statement of the server itself', async () => {
    const chain = await record([[{ ...fc.sample(draft, 1)[0]! }], []]);
    for (const statement of [
      sql`update audit set action = 'x' where chain = ${chain}`,
      sql`delete from audit where chain = ${chain}`,
      sql`truncate audit`,
    ])
      await expect(statement.execute(fresh.db)).rejects.toThrow('only added to');
    expect((await verifyChain(fresh.db, chain)).faults).toEqual([]);
  });
});

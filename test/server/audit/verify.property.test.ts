import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit, verifyChain } from '../../../server/audit/store.ts';
import { verifyStep } from '../../../server/audit/verify.ts';
import type { AuditCheck } from '../../../server/contract/audit.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

let chains = 0;
async function record(rows: number): Promise<string> {
  const chain = `chain-${++chains}`;
  const actor = { kind: 'person' as const, id: 'p', name: '张三' };
  const drafts = Array.from({ length: rows }, (_, i) => ({
    ...{ actor, action: 'callWhistle', target: `/${i}`, outcome: 'taken' as const, code: null, detail: i },
  }));
  await fresh.db.transaction().execute((trx) => appendAudit(trx, chain, new Date('2026-05-01'), drafts));
  return chain;
}

/** As somebody would who owns the database. */
const tamper = (statement: ReturnType<typeof sql>): Promise<void> =>
  fresh.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await statement.execute(trx);
  });

async function inSteps(chain: string, limit: number): Promise<AuditCheck[]> {
  const steps: AuditCheck[] = [];
  for (let after = 0; steps.at(-1)?.done !== true; after = steps.at(-1)!.to)
    steps.push(await verifyStep(fresh.db, chain, { after, limit }));
  return steps;
}

it('in steps of any size finds what it finds in one', async () => {
  const deeds = fc.array(
    fc.record({ deed: fc.constantFrom('change', 'remove', 'cut', 'head'), pick: fc.nat({ max: 40 }) }),
    { maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), deeds, fc.integer({ min: 1, max: 15 }), async (n, all, size) => {
      const chain = await record(n);
      for (const { deed, pick } of all) {
        const seq = 1 + (pick % Math.max(1, n));
        if (deed === 'change')
          await tamper(sql`update audit set detail = detail || ' ' where chain = ${chain} and seq = ${seq}`);
        if (deed === 'remove') await tamper(sql`delete from audit where chain = ${chain} and seq = ${seq}`);
        if (deed === 'cut') await tamper(sql`delete from audit where chain = ${chain} and seq >= ${seq}`);
        if (deed === 'head') await tamper(sql`update audit_head set hash = repeat('0', 64) where chain = ${chain}`);
      }
      const whole = await verifyChain(fresh.db, chain);
      const steps = await inSteps(chain, size);
      expect(steps.flatMap((s) => s.faults)).toEqual(whole.faults.map(({ chain: _, ...fault }) => fault));
      expect(steps.reduce((sum, s) => sum + s.rows, 0)).toBe(whole.rows);
      expect(steps.every((s) => s.rows <= size)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

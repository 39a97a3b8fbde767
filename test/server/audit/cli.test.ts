import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { serversOwn, type AuditDraft } from '../../../server/audit/chain.ts';
import { appendAudit } from '../../../server/audit/store.ts';
import { makeDataDir, type TestDataDir } from '../../support/data-dir.ts';
import { startNode } from '../../support/node-process.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';

let fresh: FreshDatabase;
let place: TestDataDir;
beforeAll(async () => {
  fresh = await freshDatabase();
  place = await makeDataDir();
});
afterAll(async () => {
  await fresh.drop();
  await place.remove();
});

const draft: AuditDraft = { ...serversOwn('callWhistle', '/x'), outcome: 'taken', code: null };
const record = (n: number) =>
  fresh.db.transaction().execute((trx) =>
    appendAudit(
      trx,
      'wuhu',
      new Date(),
      Array.from({ length: n }, () => draft),
    ),
  );
const tamper = (statement: ReturnType<typeof sql>) =>
  fresh.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await statement.execute(trx);
  });

async function audit(...args: string[]): Promise<{ code: number | null; out: string }> {
  const program = startNode('server/audit/cli.ts', args, { DATABASE_URL: fresh.url });
  const { code } = await program.ended;
  return { code, out: [...program.out, ...program.err].join('\n') };
}

describe('npm run audit', () => {
  it('says that all is sound, then which rows are not, and knows a chain that was made anew', async () => {
    await record(5);
    expect((await audit('verify')).out).toContain('5 rows, all sound');
    const file = join(place.dataDir, 'heads.txt');
    await writeFile(file, (await audit('heads')).out);
    await record(2);
    expect((await audit('verify', '--heads', file)).code).toBe(0);
    await tamper(sql`update audit set target = '/y' where seq = 3`);
    const found = await audit('verify');
    expect(found.code).toBe(1);
    expect(found.out).toContain('wuhu 3 was changed');
    // Somebody who owns the database writes the whole chain again: sound in itself, not by what was kept.
    await tamper(sql`delete from audit`);
    await fresh.db.deleteFrom('audit_head').execute();
    await record(7);
    expect((await audit('verify')).code).toBe(0);
    expect((await audit('verify', '--heads', file)).out).toContain('wuhu 5 was changed');
  });

  it('says how it is used', async () => {
    const { code, out } = await audit('burn');
    expect([code, out.includes('npm run audit -- verify')]).toEqual([2, true]);
  });
});

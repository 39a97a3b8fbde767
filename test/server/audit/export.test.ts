import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readAudit } from '../../../server/audit/store.ts';
import { smallCity } from '../../support/cities.ts';
import { fullToken } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
/** So long that no pair of sockets holds it: 15 pages of 2 MB each. */
const [pages, perPage] = [15, 1000];
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  await sql`
    insert into audit (chain, seq, at, actor, action, target, outcome, code, detail, hash)
    select 'smallville', n, now(), '{"kind":"nobody","id":"","name":""}', 'callWhistle', '/', 'taken', null,
      to_json(repeat('x', 2000))::text, repeat('0', 64)
    from generate_series(1, ${pages * perPage - 1}) n`.execute(server.db);
  const hash = '0'.repeat(64);
  await server.db.insertInto('audit_head').values({ chain: 'smallville', seq: 14_999, hash }).execute();
});
afterAll(() => server.stop());
afterEach(() => vi.restoreAllMocks());

/** Asks for the whole record, unpacked. */
async function open(): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${fullToken}`, 'accept-encoding': 'identity' };
  const request = get(`${server.api}/cities/smallville/audit.csv`, { headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

describe('a long record as a file', () => {
  it('comes whole, and heaps up nothing that waits for its end', async () => {
    const waiting: number[] = [];
    let lines = 0;
    const sent = new Promise<ServerResponse>((resolve) =>
      server.app.server.prependOnceListener('request', (_, res: ServerResponse) => resolve(res)),
    );
    for await (const chunk of await open()) {
      lines += (chunk as Buffer).filter((byte) => byte === 10).length;
      waiting.push((await sent).listenerCount('close'));
    }
    expect(lines).toBe(pages * perPage);
    expect(Math.max(...waiting)).toBeLessThan(10);
  });

  it('is on record before any of it is sent, and read no further for whoever goes away', async () => {
    const selects = vi.spyOn(server.db, 'selectFrom');
    const readPages = (): number => selects.mock.calls.filter(([table]) => (table as unknown) === 'audit').length;
    const answer = await open();
    const [row] = await readAudit(server.db, { chain: 'system', limit: 1 });
    expect(row).toMatchObject({ action: 'getAuditCsv', outcome: 'taken' });
    await once(answer, 'readable');
    answer.destroy();
    // The server's end of the line is gone when nobody is connected.
    await expect
      .poll(() => new Promise((done) => server.app.server.getConnections((_, n) => done(n))), { timeout: 20_000 })
      .toBe(0);
    const read = readPages();
    expect(read).toBeLessThan(pages);
    // Had the reading gone on, it would have come to its end in the time that a whole file takes.
    await text(await open());
    expect(readPages() - read).toBeLessThan(pages + 4);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../server/audit/chain.ts';
import { readAudit, readChains, verifyChain } from '../../../server/audit/store.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

type Answer = Whistle & { code: string };
const input = { title: '占道经营', position: inSmallCity, departments: ['城管局'] };
const blow = async (): Promise<Whistle> => (await call<Whistle>('POST', `${base}/whistles`, input)).body;
const newest = async (chain: string): Promise<AuditRow> => (await readAudit(server.db, { chain, limit: 1 }))[0]!;
const counts = async (): Promise<number[]> =>
  Promise.all(['smallville', 'system'].map(async (chain) => (await verifyChain(server.db, chain)).rows));

describe('the record', () => {
  it('holds a command with what was sent, once, and its answer given again is no new deed', async () => {
    const key = { 'idempotency-key': 'once' };
    const before = await counts();
    const first = await call<Whistle>('POST', `${base}/whistles`, input, key);
    const again = await call<Whistle>('POST', `${base}/whistles`, input, key);
    expect(again.body).toEqual(first.body);
    const row = await newest('smallville');
    expect(row).toMatchObject({
      action: 'callWhistle',
      target: '/api/v1/cities/smallville/whistles',
      outcome: 'taken',
    });
    expect(JSON.parse(row.detail)).toEqual(input);
    expect(await counts()).toEqual([before[0]! + 1, before[1]]);
  });

  const tenMegabytes = '长'.repeat(3_500_000);
  it.each<[string, string, (w: Whistle) => [path: string, body: unknown, headers?: Record<string, string>]]>([
    ['out of turn', 'transition-illegal', (w) => [`/${w.id}/close`, {}]],
    [
      'on a stale version',
      'version-stale',
      (w) => [`/${w.id}/report-in`, { department: '城管局' }, { 'if-match': '"7"' }],
    ],
    ['of a whistle that is not there', 'whistle-unknown', () => ['/00000000-0000-4000-8000-000000000000/close', {}]],
    [
      'by a department that was not called',
      'department-not-called',
      (w) => [`/${w.id}/report-in`, { department: '气象局' }],
    ],
    ['with an unknown item', 'item-unknown', () => ['', { ...input, item: 'X1' }]],
    ['outside the city', 'position-outside-city', () => ['', { ...input, position: [0, 0] }]],
    ['with ten megabytes of text', 'body-too-large', () => ['', { ...input, title: tenMegabytes }]],
    ['with a field that is none', 'input-invalid', () => ['', { ...input, html: '<b>' }]],
    ['at a time of its own', 'time-not-settable', (w) => [`/${w.id}/urge`, { at: '2026-01-01T00:00:00.000Z' }]],
    [
      'under a key of another one',
      'idempotency-key-reused',
      () => ['', { ...input, title: 'x' }, { 'idempotency-key': 'once' }],
    ],
  ])('holds a command %s with its refusal, which changes nothing', async (_, code, of) => {
    const w = await blow();
    const [path, body, headers] = of(w);
    const head = async () => (await server.db.selectFrom('city').select('head_seq').executeTakeFirstOrThrow()).head_seq;
    const [before, seq] = [await counts(), await head()];
    const answer = await call<Answer>('POST', `${base}/whistles${path}`, body, headers);
    expect(answer.body.code).toBe(code);
    expect(await head()).toBe(seq);
    expect((await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body).toEqual(w);
    const after = await counts();
    expect(after[0]! + after[1]!).toBe(before[0]! + before[1]! + 1);
    const rows = await Promise.all(['smallville', 'system'].map((chain) => readAudit(server.db, { chain, limit: 1 })));
    expect(rows.flat()).toContainEqual(expect.objectContaining({ outcome: 'refused', code }));
    expect(rows.flat().every((r) => r.detail.length <= 4000)).toBe(true);
  });

  it('is sound after all that, also when commands and refusals come at once', async () => {
    const w = await blow();
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => call('POST', `${base}/whistles/${i % 3 === 0 ? 'x' : w.id}/urge`, {})),
    );
    for (const chain of await readChains(server.db)) expect((await verifyChain(server.db, chain)).faults).toEqual([]);
    expect(await readChains(server.db)).toEqual(['smallville', 'system']);
  });
});

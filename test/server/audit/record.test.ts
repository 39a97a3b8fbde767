import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../server/audit/chain.ts';
import { readAudit, readChains, verifyChain } from '../../../server/audit/store.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import type { Grant } from '../../../server/contract/people.ts';
import { call } from '../../support/http.ts';
import { grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

type Answer = Whistle & { code: string; title: string };
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
      // Under the path of what it made.
      target: `/api/v1/cities/smallville/whistles/${first.body.id}`,
      outcome: 'taken',
    });
    expect(JSON.parse(row.detail)).toEqual(input);
    expect(await counts()).toEqual([before[0]! + 1, before[1]]);
  });

  type Sent = [path: string, body: unknown, headers?: Record<string, string>];
  const bearer = async (of: Grant) => ({ authorization: `Bearer ${await tokenFor(server.db, [of])}` });
  const here = { city: 'smallville' };
  const tenMegabytes = '长'.repeat(3_500_000);
  it.each<[string, string, (w: Whistle) => Sent | Promise<Sent>]>([
    ['out of turn', 'transition-illegal', (w) => [`/${w.id}/close`, {}]],
    [
      'twice',
      'transition-illegal',
      async (w) => {
        await call('POST', `${base}/whistles/${w.id}/report-in`, { department: '城管局' });
        return [`/${w.id}/report-in`, { department: '城管局' }];
      },
    ],
    [
      'by the wrong role',
      'not-allowed',
      async (w) => [`/${w.id}/close`, {}, await bearer(grant('dispatcher', { ...here, department: '城管局' }))],
    ],
    [
      'for another area',
      'whistle-unknown',
      async (w) => [`/${w.id}/urge`, {}, await bearer(grant('street-leader', { ...here, area: '999' }))],
    ],
    [
      'of a place in another area',
      'call-outside-area',
      async () => ['', input, await bearer(grant('street-leader', { ...here, area: '999' }))],
    ],
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
    const [path, body, headers] = await of(w);
    const stood = (await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body;
    const head = async () => (await server.db.selectFrom('city').select('head_seq').executeTakeFirstOrThrow()).head_seq;
    const [before, seq] = [await counts(), await head()];
    const answer = await call<Answer>('POST', `${base}/whistles${path}`, body, headers);
    expect(answer.body.code).toBe(code);
    // A sentence for whoever reads Chinese, and for whoever does not.
    expect(answer.body.title).toMatch(/^[^·]*\p{Script=Han}{4,}[^·]* · [^·]*[a-z]{3}/u);
    expect(await head()).toBe(seq);
    expect((await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body).toEqual(stood);
    const after = await counts();
    expect(after[0]! + after[1]!).toBe(before[0]! + before[1]! + 1);
    const rows = await Promise.all(['smallville', 'system'].map((chain) => readAudit(server.db, { chain, limit: 1 })));
    expect(rows.flat()).toContainEqual(expect.objectContaining({ outcome: 'refused', code }));
    expect(rows.flat().every((r) => r.detail.length <= 4000)).toBe(true);
  });

  it('of all that is no city’s has a name that no city may have', async () => {
    const city = {
      id: 'system',
      name: '系统',
      nameEn: 'System',
      timeZone: 'Asia/Shanghai',
      bbox: [117, 31, 117.1, 31.1],
    };
    const answer = await call<Answer & { errors: unknown }>('POST', `${server.api}/cities`, city);
    expect(answer.body).toMatchObject({ code: 'input-invalid', errors: [{ pointer: '/id' }] });
    expect(await newest('system')).toMatchObject({ action: 'createCity', outcome: 'refused', code: 'input-invalid' });
  });

  it('keeps what looks like HTML as the text that it is, and sends it as nothing else', async () => {
    const title = '<img src=x onerror=alert(1)>&amp;';
    const answer = await call<Whistle>('POST', `${base}/whistles`, { ...input, title });
    expect([answer.status, answer.body.title]).toEqual([201, title]);
    const read = await call<Whistle>('GET', `${base}/whistles/${answer.body.id}`);
    expect(read.body.title).toBe(title);
    expect(read.headers.get('content-type')).toMatch(/^application\/json/);
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('says who sent what a citizens’ client sends, and whose login was tried in vain', async () => {
    const key = await tokenFor(server.db, [grant('intake', here)]);
    const form = (more: Record<string, string>) => new URLSearchParams({ ...more, jurisdiction_id: 'smallville' });
    const send = (more: Record<string, string>) =>
      fetch(`${server.url}/open311/v2/requests.json`, { method: 'POST', body: form(more) });
    expect((await send({ api_key: key, service_code: 'none', lat: '1', long: '1' })).status).toBe(404);
    expect(await newest('system')).toMatchObject({
      action: 'submitOpen311',
      outcome: 'refused',
      actor: { name: '测试' },
    });

    const grants = [grant('planner', here)];
    await call('POST', `${server.api}/people`, { login: 'wang', name: '王', phone: null, grants });
    const tried = async (login: string): Promise<unknown> => {
      const words = { login, password: 'not this one at all' };
      await call('POST', `${server.api}/session`, words, { authorization: '' });
      return JSON.parse((await newest('system')).detail);
    };
    expect(await tried(' WANG ')).toEqual({ login: 'wang' });
    // What nobody is called may be a password in the wrong field.
    expect(await tried('correct horse battery')).toBe(null);
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

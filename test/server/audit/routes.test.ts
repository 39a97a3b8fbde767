import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAudit } from '../../../server/audit/store.ts';
import type { AuditCheck, AuditHead, AuditPage, AuditRowShown } from '../../../server/contract/audit.ts';
import type { Grant } from '../../../server/contract/people.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let city: string;
let nowMs = Date.parse('2026-05-01T00:00:00Z');
const whistles: Whistle[] = [];
const bearer = async (...grants: Grant[]) => ({ authorization: `Bearer ${await tokenFor(server.db, grants)}` });
let auditor: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer({
    cities: ['smallville', 'elsewhere'].map((id) => ({ model: smallCity(id), clock: 'live' as const })),
    realNowMs: () => nowMs,
  });
  city = `${server.api}/cities/smallville`;
  auditor = await bearer(grant('auditor', { city: 'smallville' }));
  const leader = await bearer(grant('street-leader', { city: 'smallville' }));
  for (let i = 0; i < 12; i++) {
    nowMs += 60_000;
    const input = { title: `=cmd|${i}`, position: inSmallCity, departments: ['城管局'] };
    const w = (await call<Whistle>('POST', `${city}/whistles`, input, leader)).body;
    whistles.push(w);
    nowMs += 1000;
    await call('POST', `${city}/whistles/${w.id}/${i % 3 === 0 ? 'close' : 'urge'}`, {});
  }
});
afterAll(() => server.stop());

const rowsOf = async (chain: string): Promise<AuditRowShown[]> =>
  (await readAudit(server.db, { chain, limit: 1000 })).map(({ chain: _, ...row }) => ({
    ...row,
    whistle: whistles.find(({ id }) => row.target.includes(id))?.code ?? null,
  }));
const page = async (query: string, at = `${city}/audit`): Promise<AuditPage> =>
  (await call<AuditPage>('GET', `${at}?${query}`, undefined, auditor)).body;

describe('the record as a list', () => {
  it('is read newest first, page by page, without a gap', async () => {
    const read: AuditRowShown[] = [];
    for (let next: number | null = 1e9; next !== null;) {
      const { rows, next: after } = await page(`limit=7&before=${next}`);
      expect(rows.length).toBe(after === null ? 24 % 7 : 7);
      read.push(...rows);
      next = after;
    }
    expect(read).toEqual(await rowsOf('smallville'));
    expect(read).toHaveLength(24);
  });

  it('finds all that was done to a whistle, in whatever spelling, a merge under both, and what was refused', async () => {
    const at = `${server.api}/cities/elsewhere`;
    const [one, other] = await Promise.all(
      ['甲', '乙'].map(async (title) => {
        const input = { title, position: inSmallCity, departments: ['城管局'] };
        return (await call<Whistle>('POST', `${at}/whistles`, input)).body;
      }),
    );
    await call('POST', `${at}/whistles/${one!.id.toUpperCase()}/urge`, {});
    await call('POST', `${at.replace('elsewhere', 'elsewh%65re')}/whistles/${one!.id.replace('-', '%2D')}/urge`, {});
    expect((await call('POST', `${at.replace('/cities/', '/Cities/')}/whistles/${one!.id}/urge`, {})).status).toBe(404);
    const planner = await bearer(grant('planner', { city: 'elsewhere' }));
    expect((await call('POST', `${at}/whistles/${one!.id}/urge`, {}, planner)).body.code).toBe('not-allowed');
    expect((await call('POST', `${at}/whistles/${other!.id}/merge`, { into: one!.id.toUpperCase() })).status).toBe(200);
    const own = await bearer(grant('auditor', { city: 'elsewhere' }));
    const found = async ({ code }: Whistle): Promise<string[]> => {
      const url = `${at}/audit?limit=20&whistle=${code}`;
      const { rows } = (await call<AuditPage>('GET', url, undefined, own)).body;
      return rows.map((r) => `${r.action} ${r.outcome}`);
    };
    expect(await found(one!)).toEqual([
      'mergeWhistle taken',
      'urgeWhistle refused',
      'urgeWhistle taken',
      'urgeWhistle taken',
      'callWhistle taken',
    ]);
    expect(await found(other!)).toEqual(['mergeWhistle taken', 'callWhistle taken']);
  });

  it('is filtered by person, deed, outcome, time and whistle, by any of them together', async () => {
    const all = await rowsOf('smallville');
    const middle = all[11]!.at;
    const one = whistles[3]!;
    const id = all.find((r) => r.action === 'callWhistle')!.actor.id;
    const path = `/api/v1/cities/smallville/whistles/${one.id}`;
    const filters: [string, (row: AuditRowShown) => boolean][][] = [
      [
        ['', () => true],
        ['person=测', (r) => r.actor.name.includes('测')],
        [`person=${id}`, (r) => r.actor.id === id],
        ['person=%25', () => false],
      ],
      [
        ['', () => true],
        ['action=urgeWhistle', (r) => r.action === 'urgeWhistle'],
      ],
      [
        ['', () => true],
        ['outcome=refused', (r) => r.outcome === 'refused'],
        ['outcome=taken', (r) => r.outcome === 'taken'],
      ],
      [
        ['', () => true],
        [`from=${middle}`, (r) => r.at >= middle],
        [`to=${middle}`, (r) => r.at < middle],
      ],
      [
        ['', () => true],
        [`whistle=${one.id}`, (r) => r.target.startsWith(path)],
        [`whistle=${one.code}`, (r) => r.target.startsWith(path)],
        ['whistle=W999999', () => false],
      ],
    ];
    const combined = filters.reduce<[string, (row: AuditRowShown) => boolean][]>(
      (sofar, next) =>
        sofar.flatMap(([q, f]) =>
          next.map(([q2, f2]): [string, (r: AuditRowShown) => boolean] => [`${q}&${q2}`, (r) => f(r) && f2(r)]),
        ),
      [['limit=200', () => true]],
    );
    const counts = new Set<number>();
    for (const [query, fits] of combined) {
      const wanted = all.filter(fits).map((r) => r.seq);
      const { rows } = await page(query.replaceAll(/&+/g, '&').replace(/&$/, ''));
      expect([query, rows.map((r) => r.seq)]).toEqual([query, wanted]);
      counts.add(wanted.length);
    }
    expect(counts.size).toBeGreaterThan(5);
  });

  it('refuses a filter that is none', async () => {
    for (const query of ['whistle=W1;drop', 'outcome=maybe', 'from=yesterday', 'limit=1000', 'who=x']) {
      const { body } = await call('GET', `${city}/audit?${query}`, undefined, auditor);
      expect([query, body.code]).toEqual([query, 'input-invalid']);
    }
  });

  it('says which operations there are', async () => {
    const { body } = await call('GET', `${city}/audit/actions`, undefined, auditor);
    expect(body).toEqual({ actions: ['callWhistle', 'closeWhistle', 'urgeWhistle'] });
  });
});

describe('the record as a file', () => {
  it('holds what the list holds, harmless to a spreadsheet, and is itself on record', async () => {
    const answer = await ask(`${city}/audit.csv?outcome=taken&lang=en`, { headers: auditor });
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=audit-smallville.csv');
    const text = Buffer.from(await answer.arrayBuffer()).toString();
    expect(text.startsWith('\ufeff')).toBe(true);
    const [head, ...lines]: string[][] = parse(text, { bom: true });
    expect(head).toEqual(expect.arrayContaining(['number', 'who', 'sent', 'hash']));
    const taken = (await rowsOf('smallville')).filter((r) => r.outcome === 'taken');
    expect(lines.map((l) => [Number(l[0]), l[7], l[10], l[11]])).toEqual(
      taken.map((r) => [r.seq, r.whistle, r.detail, r.hash]),
    );
    const [exported] = await readAudit(server.db, { chain: 'system', limit: 1 });
    expect(exported).toMatchObject({
      action: 'getAuditCsv',
      outcome: 'taken',
      target: '/api/v1/cities/smallville/audit.csv',
    });
    expect(JSON.parse(exported!.detail)).toEqual({ outcome: 'taken' });
  });

  it('marks what a spreadsheet would run', async () => {
    const at = await bearer(grant('centre'));
    await sql`update api_token set name = '=1+1' where id = (select id from api_token order by created_at desc limit 1)`.execute(
      server.db,
    );
    await call('POST', `${city}/whistles/${whistles[1]!.id}/chase`, {}, at);
    const text = await (await ask(`${city}/audit.csv?action=chaseWhistle`, { headers: auditor })).text();
    const [, row]: string[][] = parse(text, { bom: true });
    expect(row![2]).toBe("'=1+1");
  });
});

describe('the chain', () => {
  it('is checked in steps, up to its head', async () => {
    const rows = await rowsOf('smallville');
    const { body: head } = await call<AuditHead>('GET', `${city}/audit/head`, undefined, auditor);
    expect(head).toEqual({ chain: 'smallville', seq: rows.length, hash: rows[0]!.hash, at: rows[0]!.at });
    const step = async (after: number) =>
      (await call<AuditCheck>('GET', `${city}/audit/check?limit=10&after=${after}`, undefined, auditor)).body;
    expect(await step(0)).toEqual({ from: 1, to: 10, rows: 10, faults: [], done: false, head });
    expect(await step(20)).toEqual({ from: 21, to: rows.length, rows: rows.length - 20, faults: [], done: true, head });
  });

  it('that was tampered with is told', async () => {
    await server.db.transaction().execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx);
      await sql`update audit set code = null where chain = 'smallville' and seq = 2`.execute(trx);
      await sql`delete from audit where chain = 'smallville' and seq between 5 and 7`.execute(trx);
    });
    const { body } = await call<AuditCheck>('GET', `${city}/audit/check`, undefined, auditor);
    expect(body.faults).toEqual([
      { seq: 2, fault: 'changed' },
      { seq: 5, to: 7, fault: 'missing' },
    ]);
  });
});

describe('who may read it', () => {
  const paths = ['/audit', '/audit.csv', '/audit/actions', '/audit/head', '/audit/check'];
  const statuses = async (base: string, ...grants: Grant[]): Promise<number[]> => {
    const headers = await bearer(...grants);
    return Promise.all(paths.map(async (p) => (await ask(base + p, { headers })).status));
  };
  const all = (status: number): number[] => paths.map(() => status);

  it('of a city: its auditors, those of a part of it not', async () => {
    expect(await statuses(city, grant('auditor', { city: 'smallville' }))).toEqual(all(200));
    expect(await statuses(city, grant('auditor'))).toEqual(all(200));
    expect(await statuses(city, grant('auditor', { city: 'smallville', area: whistles[0]!.street }))).toEqual(all(403));
    expect(await statuses(city, grant('auditor', { city: 'elsewhere' }))).toEqual(all(404));
    for (const role of ['centre', 'administrator', 'street-leader', 'display'] as const)
      expect([role, await statuses(city, grant(role))]).toEqual([role, all(403)]);
  });

  it('of all else: auditors of all cities only', async () => {
    expect(await statuses(server.api, grant('auditor'))).toEqual(all(200));
    expect(await statuses(server.api, grant('auditor', { city: 'smallville' }))).toEqual(all(403));
    expect(await statuses(server.api, grant('auditor', { area: '340202' }))).toEqual(all(403));
    expect(await statuses(server.api, grant('administrator'))).toEqual(all(403));
  });

  it('and it says nothing of another city', async () => {
    await call('POST', `${server.api}/cities/elsewhere/whistles/${whistles[0]!.id}/urge`, {});
    const { rows } = await page('limit=200');
    expect(rows.filter((r) => r.target.includes('elsewhere'))).toEqual([]);
  });
});

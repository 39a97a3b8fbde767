import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../../server/contract/figures.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, outsideSmallCity, smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({
    cities: [
      { model: smallCity(), clock: 'simulated' },
      { model: smallCity('livetown'), clock: 'live' },
    ],
    // Before all that happens here, so that only these steps ring alarms.
    realNowMs: () => Date.parse('2026-04-01T00:00:00Z'),
  });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

const input = { title: '消防通道堵塞', position: inSmallCity, departments: ['城管局', '消防救援支队'] };
const blow = async (more: object = {}, headers: Record<string, string> = {}): Promise<Whistle> => {
  const { status, body } = await call<Whistle>('POST', `${base}/whistles`, { ...input, ...more }, headers);
  expect(status).toBe(201);
  return body;
};
const step = (w: Whistle, path: string, body: object = {}, headers: Record<string, string> = {}) =>
  call<Whistle & { code: string }>('POST', `${base}/whistles/${w.id}/${path}`, body, headers);
const count = async (): Promise<number> => (await call<Figures>('GET', `${base}/figures`)).body.called;

describe('a whistle', () => {
  it('is called, reported in to by each department, resolved and closed', async () => {
    const at = (h: number): string => `2026-05-01T0${h}:00:00.000Z`;
    const w = await blow({ at: at(1) });
    expect(w).toMatchObject({
      stage: 'called',
      calledAt: at(1),
      version: 1,
      code: expect.stringMatching(/^W\d{6}$/) as string,
    });
    expect(w.resolveBy).toBe('2026-05-11T01:00:00.000Z');
    const one = await step(w, 'report-in', { department: '城管局', at: at(2) });
    expect(one.body).toMatchObject({ stage: 'called', version: 2 });
    const two = await step(w, 'report-in', { department: '消防救援支队', at: at(3) });
    expect(two.body).toMatchObject({ stage: 'reported', reportedAt: at(3) });
    expect((await step(w, 'resolve', { at: at(4) })).body).toMatchObject({ stage: 'resolved', resolvedAt: at(4) });
    expect((await step(w, 'verify', { at: at(5) })).body).toMatchObject({ stage: 'verified', verifiedAt: at(5) });
    const closed = await step(w, 'close', { at: at(6) });
    expect(closed.body).toMatchObject({ stage: 'closed', closedAt: at(6), version: 6 });
    expect((await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body).toEqual(closed.body);
  });

  it('is the same one for the same idempotency key, also when both arrive at once', async () => {
    const before = await count();
    const all = await Promise.all(Array.from({ length: 8 }, () => blow({}, { 'idempotency-key': 'same-key' })));
    for (const w of all) expect(w).toEqual(all[0]);
    expect(await count()).toBe(before + 1);
    const other = await call(
      'POST',
      `${base}/whistles`,
      { ...input, title: '别的' },
      { 'idempotency-key': 'same-key' },
    );
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(await count()).toBe(before + 1);
  });

  it('takes only the steps that its stage allows, and says so', async () => {
    const w = await blow();
    for (const path of ['resolve', 'verify', 'close'])
      expect((await step(w, path)).body).toMatchObject({ status: 409, code: 'transition-illegal' });
    expect((await step(w, 'report-in', { department: '气象局' })).body).toMatchObject({
      code: 'department-not-called',
    });
    expect((await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body).toEqual(w);
  });

  it('refuses a version that is not the newest, and changes nothing', async () => {
    const w = await blow();
    await step(w, 'report-in', { department: '城管局' }, { 'if-match': '"1"' });
    const stale = await step(w, 'report-in', { department: '消防救援支队' }, { 'if-match': '"1"' });
    expect(stale.body).toMatchObject({ status: 412, code: 'version-stale' });
    expect((await call<Whistle>('GET', `${base}/whistles/${w.id}`)).body.version).toBe(2);
  });

  it('is the same one in whatever letters its id comes, also when two steps race', async () => {
    const w = await blow();
    const ids = [w.id, w.id.toUpperCase(), w.id, w.id.toUpperCase()];
    const sent = { 'if-match': `"${w.version}"` };
    const answers = await Promise.all(ids.map((id) => call<Whistle>('POST', `${base}/whistles/${id}/urge`, {}, sent)));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 412, 412, 412]);
    expect((await call<Whistle>('GET', `${base}/whistles/${w.id.toUpperCase()}`)).body).toMatchObject({
      id: w.id,
      urges: 1,
      version: w.version + 1,
    });
  });

  it('goes one step only when two steps race', async () => {
    const w = await blow({ departments: ['城管局'] });
    await step(w, 'report-in', { department: '城管局' });
    const race = await Promise.all([step(w, 'resolve'), step(w, 'resolve'), step(w, 'resolve')]);
    expect(race.map((r) => r.status).sort()).toEqual([200, 409, 409]);
  });

  it('may be dated only in a city on a simulated clock, and never before the step that precedes it', async () => {
    const live = `${server.api}/cities/livetown/whistles`;
    const at = '2026-05-01T00:00:00Z';
    expect((await call('POST', live, { ...input, at })).body).toMatchObject({ status: 409, code: 'time-not-settable' });
    expect((await call('POST', live, { ...input, origin: 'demo' })).body).toMatchObject({ code: 'time-not-settable' });
    const w = await blow({ at, departments: ['城管局'] });
    const early = await step(w, 'report-in', { department: '城管局', at: '2026-04-30T23:59:59Z' });
    expect(early.body).toMatchObject({ status: 422, code: 'time-backwards' });
    const due = await call('POST', `${base}/whistles`, { ...input, at, resolveBy: '2026-04-01T00:00:00Z' });
    expect(due.body).toMatchObject({ code: 'time-backwards' });
  });
});

describe('bad input', () => {
  it.each<[string, unknown, string, number]>([
    ['coordinates outside the city', { ...input, position: outsideSmallCity }, 'position-outside-city', 422],
    ['coordinates off the globe', { ...input, position: [200, 31] }, 'input-invalid', 422],
    ['latitude first', { ...input, position: [31.32, 118.37] }, 'input-invalid', 422],
    ['a wrong type', { ...input, title: 5 }, 'input-invalid', 422],
    ['no department', { ...input, departments: [] }, 'input-invalid', 422],
    ['a department twice', { ...input, departments: ['a', 'a'] }, 'input-invalid', 422],
    ['no body', undefined, 'input-invalid', 422],
    ['a time that is none', { ...input, at: 'yesterday' }, 'input-invalid', 422],
  ])('%s: a coded problem, and nothing is stored', async (_name, body, code, status) => {
    const before = await count();
    const answer = await call('POST', `${base}/whistles`, body);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code, type: `/problems/${code}` });
    expect(await count()).toBe(before);
  });

  it('is told from a body that is no JSON, too large, or of another type', async () => {
    const post = (body: string, type = 'application/json') =>
      ask(`${base}/whistles`, { method: 'POST', body, headers: { 'content-type': type } });
    const code = async (r: Promise<Response>): Promise<string> => ((await (await r).json()) as { code: string }).code;
    expect(await code(post('{"title":'))).toBe('body-malformed');
    expect(await code(post('"text"'))).toBe('input-invalid');
    expect(await code(post('a=b', 'application/x-www-form-urlencoded'))).toBe('media-type-unsupported');
    expect(await code(post(JSON.stringify({ ...input, title: 'x'.repeat(3_000_000) })))).toBe('body-too-large');
    expect(await code(ask(`${server.api}/nothing/here`))).toBe('route-unknown');
    expect(await code(ask(`${base}/whistles`, { method: 'DELETE' }))).toBe('method-not-allowed');
    expect(await code(ask(`${server.api}/cities/atlantis/whistles`))).toBe('city-unknown');
    expect(await code(ask(`${base}/whistles/0b7e1a52-5c1f-4d0a-9d4e-0a7d5f0c1b22`))).toBe('whistle-unknown');
    expect(await code(ask(`${base}/whistles/not-an-id`))).toBe('input-invalid');
  });
});

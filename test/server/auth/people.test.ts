import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person, Token, Minted, OneTime } from '../../../server/contract/sign-in.ts';
import { smallCity } from '../../support/cities.ts';
import { as, asNobody, call } from '../../support/http.ts';
import { allGrants, fullToken, grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { addSettled, Browser, type Settled } from './browser.ts';

let server: TestServer;
/** Stays the administrator while others are tried. */
let spare: Settled;
let nowMs = Date.UTC(2026, 10, 23, 1);
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs });
});
afterAll(() => server.stop());

const patch = (person: Person, change: unknown, headers = {}) =>
  call<Person>('PATCH', `${server.api}/people/${person.id}`, change, { 'if-match': `"${person.version}"`, ...headers });
const add = async (login: string, grants = [grant('planner')]) =>
  (await call<OneTime>('POST', `${server.api}/people`, { login, name: login, grants })).body.person;

describe('people', () => {
  it('are the business of an administrator of every city, and of nobody else', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const routes = [
      ...['GET /people', 'POST /people', `PATCH /people/${id}`, `POST /people/${id}/one-time-password`],
      ...[`GET /people/${id}/sessions`, `DELETE /people/${id}/sessions`, 'GET /tokens', 'POST /tokens'],
      `DELETE /tokens/${id}`,
    ];
    const others = allGrants.filter((g) => g.role !== 'administrator');
    const local = await tokenFor(server, [...others, grant('administrator', { city: 'smallville' })]);
    const bodies: Record<string, unknown> = {
      'POST /people': { login: 'aa', name: 'a', grants: [grant('centre')] },
      'POST /tokens': { name: 'a', kind: 'program', grants: [grant('centre')] },
      [`PATCH /people/${id}`]: {},
    };
    for (const each of routes) {
      const [method, path] = each.split(' ') as [string, string];
      const code = async (headers: Record<string, string>) =>
        (await call(method, server.api + path, bodies[each], headers)).body.code;
      expect([each, await code(asNobody), await code(as(local))]).toEqual([each, 'sign-in-needed', 'not-allowed']);
    }
  });

  it('are added with a login of their own and grants that can be', async () => {
    await add('feng');
    const post = (body: object) =>
      call('POST', `${server.api}/people`, { login: 'chen', name: '陈', grants: [grant('centre')], ...body });
    expect((await post({ login: 'FENG ' })).body.code).toBe('login-taken');
    const wrong = [
      { login: '1' },
      { login: 'a b' },
      { name: ' ' },
      { phone: 'call me' },
      { grants: [] },
      { grants: [grant('dispatcher')] },
      { grants: [grant('display')] },
      { grants: [grant('centre', { department: '城管局' })] },
      { grants: [grant('street-leader', { area: '340202001' })] },
      { grants: [{ ...grant('centre'), role: 'king' }] },
    ];
    for (const body of wrong) expect([body, (await post(body)).body.code]).toEqual([body, 'input-invalid']);
    expect((await post({ grants: [grant('dispatcher', { department: '城管局' })] })).status).toBe(201);
  });

  it('are changed from the version that was seen', async () => {
    const person = await add('wei');
    const changed = await patch(person, { name: '魏', phone: '0553 123 4567' });
    expect(changed.body).toMatchObject({ name: '魏', phone: '0553 123 4567', grants: person.grants, version: 2 });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await patch(person, { name: '卫' })).status).toBe(412);
    expect((await call('PATCH', `${server.api}/people/${person.id}`, {})).body.code).toBe('version-missing');
    const unknown = { ...person, id: '00000000-0000-4000-8000-000000000000' };
    expect((await patch(unknown, {})).body).toMatchObject({ code: 'person-unknown' });
  });

  it('lose and get rights at once, in sessions that are open', async () => {
    const settled = await addSettled(server, 'jiang', [grant('administrator')]);
    spare = await addSettled(server, 'jiang.spare', [grant('administrator')]);
    const browser = new Browser(server.api);
    await browser.signIn(settled.login, settled.password);
    expect((await browser.ask('GET', '/people')).status).toBe(200);
    const changed = await patch(settled.person, { grants: [grant('planner')] });
    expect((await browser.ask('GET', '/people')).status).toBe(403);
    await patch(changed.body, { disabled: true });
    expect(await browser.status()).toBe(401);
    await patch({ ...changed.body, version: 4 }, { disabled: false });
    expect(await browser.status()).toBe(401);
    expect((await browser.signIn(settled.login, settled.password)).status).toBe(201);
  });

  it('are signed out everywhere by an administrator', async () => {
    const { login, password, person } = await addSettled(server, 'shen', [grant('planner')]);
    const browsers = [new Browser(server.api), new Browser(server.api)];
    for (const b of browsers) await b.signIn(login, password);
    const list = await call<{ sessions: object[] }>('GET', `${server.api}/people/${person.id}/sessions`);
    expect(list.body.sessions).toHaveLength(3);
    const ended = await call('DELETE', `${server.api}/people/${person.id}/sessions`);
    expect(ended.body).toEqual({ ended: 3 });
    for (const b of browsers) expect(await b.status()).toBe(401);
  });

  it('always include one administrator, even where two take it from each other at the same moment', async () => {
    const [a, b] = [
      await addSettled(server, 'han', [grant('administrator')]),
      await addSettled(server, 'yang', [grant('administrator')]),
    ];
    expect((await patch(spare.person, { disabled: true })).status).toBe(200);
    const answers = await Promise.all([
      patch(a.person, { disabled: true }),
      patch(b.person, { grants: [grant('administrator', { city: 'smallville' })] }),
    ]);
    expect(answers.map((x) => x.status).sort()).toEqual([200, 409]);
    const last = answers[0].status === 409 ? a : b;
    for (const change of [{ disabled: true }, { grants: [grant('centre')] }])
      expect((await patch(last.person, change)).body).toMatchObject({ code: 'last-administrator' });
    expect((await patch(last.person, { grants: [grant('administrator'), grant('centre')] })).status).toBe(200);
  });
});

describe('a token', () => {
  const mint = (body: object = {}, headers = {}) =>
    call<Minted>(
      'POST',
      `${server.api}/tokens`,
      { name: '回放', kind: 'program', grants: [grant('centre')], ...body },
      headers,
    );
  const who = async (secret: string) => (await call('GET', `${server.api}/session`, undefined, as(secret))).status;

  it('opens until it is revoked, and its secret is told once', async () => {
    const { secret, token } = (await mint()).body;
    expect(secret).toMatch(/^sht_[\w-]{43}$/);
    expect(await who(secret)).toBe(200);
    const list = (await call<{ tokens: Token[] }>('GET', `${server.api}/tokens`)).body;
    expect(JSON.stringify(list)).not.toContain(secret);
    expect(list.tokens.find((t) => t.id === token.id)).toMatchObject({
      id: token.id,
      name: '回放',
      lastUsedAt: new Date(nowMs).toISOString(),
    });
    expect(JSON.stringify(await server.db.selectFrom('api_token').selectAll().execute())).not.toContain(
      secret.slice(4),
    );
    const revoked = await call<Token>('DELETE', `${server.api}/tokens/${token.id}`);
    expect(revoked.body.revokedAt).toBe(new Date(nowMs).toISOString());
    expect(await who(secret)).toBe(401);
    const id = '00000000-0000-4000-8000-000000000000';
    expect((await call('DELETE', `${server.api}/tokens/${id}`)).body.code).toBe('token-unknown');
  });

  it('ends when it says', async () => {
    const { secret } = (await mint({ expiresAt: new Date(nowMs + 60_000).toISOString() })).body;
    nowMs += 59_999;
    expect(await who(secret)).toBe(200);
    nowMs += 1;
    expect(await who(secret)).toBe(401);
  });

  it('of a display is a display only, and no other opens a session', async () => {
    expect((await mint({ kind: 'display' })).status).toBe(422);
    const program = (await mint()).body.secret;
    const browser = new Browser(server.api);
    for (const secret of [program, fullToken, 'sht_x', ''])
      expect((await browser.ask('POST', '/session/display', { secret })).status).toBe(secret === '' ? 422 : 401);
  });

  it('of a display becomes a cookie that lasts while its page is opened now and then, over restarts', async () => {
    const { secret, token } = (await mint({ kind: 'display', name: '东墙', grants: [grant('display')] })).body;
    const wall = new Browser(server.api);
    const entered = await wall.ask<{ csrf: string }>('POST', '/session/display', { secret });
    expect(entered.body).toMatchObject({ kind: 'token', name: '东墙', grants: [grant('display')] });
    const day = 86_400_000;
    for (let months = 0; months < 24; months += 1) {
      nowMs += 30 * day;
      const answer = await wall.ask('GET', '/session');
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()[0]).toContain('Max-Age=34560000');
    }
    await server.restart();
    expect(await wall.status()).toBe(200);
    await call('DELETE', `${server.api}/tokens/${token.id}`);
    expect(await wall.status()).toBe(401);
    expect((await new Browser(server.api).ask('POST', '/session/display', { secret })).status).toBe(401);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../server/contract/problem.ts';
import type { OneTime, Who } from '../../../server/contract/sign-in.ts';
import { idleMs, longestMs } from '../../../server/auth/sessions.ts';
import { smallCity } from '../../support/cities.ts';
import { as, call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { addSettled, Browser, type Settled } from './browser.ts';

let server: TestServer;
let wang: Settled;
let nowMs = Date.UTC(2026, 10, 23, 1);
const minute = 60_000;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs });
  wang = await addSettled(server, 'wang', [grant('centre')]);
});
afterAll(() => server.stop());

const signedIn = async ({ login, password }: Settled = wang): Promise<Browser> => {
  const browser = new Browser(server.api);
  expect((await browser.signIn(login, password)).status).toBe(201);
  return browser;
};
const codeOf = ({ body }: { body: unknown }): string => (body as Problem).code;

describe('a session', () => {
  it('opens with login and password, in a cookie that no script and no other site gets', async () => {
    const answer = await new Browser(server.api).signIn(' WANG ', wang.password);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      kind: 'person',
      name: '名 wang',
      grants: [grant('centre')],
      mustChange: false,
    });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^shaotu_session=[\w-]{43}; Max-Age=604800; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
  });

  it('says Secure where a proxy on this machine ends TLS', async () => {
    const answer = await new Browser(server.api).ask(
      'POST',
      '/session',
      { login: 'wang', password: wang.password },
      {
        'x-forwarded-proto': 'https',
      },
    );
    expect(answer.headers.getSetCookie()[0]).toContain('; Secure');
  });

  it('leaves nothing in the database that could be shown again', async () => {
    const browser = await signedIn();
    const secret = browser.cookie.split('=')[1]!;
    const { rows } = await server.db
      .selectFrom('session')
      .selectAll()
      .execute()
      .then((all) => ({ rows: JSON.stringify(all) }));
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(browser.csrf);
    const stolen = new Browser(server.api);
    for (const { id } of JSON.parse(rows) as { id: string }[]) {
      stolen.cookie = `shaotu_session=${id}`;
      expect(await stolen.status()).toBe(401);
    }
  });

  it('ends by signing out, and the cookie with it', async () => {
    const browser = await signedIn();
    const { cookie } = browser;
    expect((await browser.ask('DELETE', '/session')).body).toEqual({ ended: true });
    expect(browser.cookie).toBe('shaotu_session=');
    browser.cookie = cookie;
    expect(await browser.status()).toBe(401);
  });

  it('ends when another one begins in the same browser', async () => {
    const browser = await signedIn();
    const { cookie } = browser;
    await browser.signIn(wang.login, wang.password);
    expect(browser.cookie).not.toBe(cookie);
    browser.cookie = cookie;
    expect(await browser.status()).toBe(401);
  });

  it('ends half a day after its last use, and after a week in any case', async () => {
    const idle = await signedIn();
    nowMs += idleMs - 1;
    expect(await idle.status()).toBe(200);
    nowMs += idleMs - 1;
    expect(await idle.status()).toBe(200);
    nowMs += idleMs;
    expect(await idle.status()).toBe(401);
    const busy = await signedIn();
    const end = nowMs + longestMs;
    while (nowMs + idleMs / 2 < end) {
      nowMs += idleMs / 2;
      expect(await busy.status()).toBe(200);
    }
    nowMs = end;
    expect(await busy.status()).toBe(401);
  });

  it('writes down its use at most once a minute', async () => {
    const browser = await signedIn();
    const { id } = await server.db
      .selectFrom('session')
      .select('id')
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow();
    const seen = async () =>
      (await server.db.selectFrom('session').select('last_seen_at').where('id', '=', id).executeTakeFirstOrThrow())
        .last_seen_at;
    const first = await seen();
    nowMs += minute - 1;
    await browser.status();
    expect(await seen()).toEqual(first);
    nowMs += minute;
    await browser.status();
    expect(await seen()).toEqual(new Date(nowMs));
  });
});

describe('a change by cookie', () => {
  const change = { running: false };

  it('needs the token of its own session, and a page of ours', async () => {
    const browser = await signedIn();
    const other = await signedIn();
    const put = async (headers: Record<string, string>) =>
      codeOf(await browser.ask('PUT', '/cities/smallville/feed', change, headers));
    expect(await put({})).toBe('feed-unavailable');
    for (const token of ['', 'x', other.csrf, browser.csrf.slice(1)])
      expect(await put({ 'x-csrf-token': token })).toBe('csrf-wrong');
    expect(await put({ 'sec-fetch-site': 'cross-site' })).toBe('csrf-wrong');
    expect(await put({ 'sec-fetch-site': 'same-site' })).toBe('csrf-wrong');
    expect(await put({ origin: 'https://evil.example' })).toBe('csrf-wrong');
    expect(await put({ origin: 'null' })).toBe('csrf-wrong');
    expect(await put({ origin: server.url })).toBe('feed-unavailable');
    expect(await put({ 'sec-fetch-site': 'same-origin' })).toBe('feed-unavailable');
  });

  it('is asked of signing in too, but for the token, and never of a bearer token', async () => {
    const body = { login: 'wang', password: wang.password };
    const browser = new Browser(server.api);
    expect(codeOf(await browser.ask('POST', '/session', body, { origin: 'https://evil.example' }))).toBe('csrf-wrong');
    const full = await call('PUT', `${server.api}/cities/smallville/feed`, change, { origin: 'https://a.example' });
    expect(full.body.code).toBe('feed-unavailable');
  });

  it('is not taken from the cookie where the request shows another credential', async () => {
    const browser = await signedIn();
    expect((await browser.ask('GET', '/session', undefined, as('sht_wrong'))).status).toBe(401);
    expect((await browser.ask('GET', '/session', undefined, { authorization: 'Basic eDp5' })).status).toBe(401);
  });
});

describe('a password', () => {
  it('is refused in the same words for an unknown login, a wrong one and a disabled person', async () => {
    const li = await addSettled(server, 'li', [grant('planner')]);
    await call(
      'PATCH',
      `${server.api}/people/${li.person.id}`,
      { disabled: true },
      { 'if-match': `"${li.person.version}"` },
    );
    const browser = new Browser(server.api);
    const answers = [
      await browser.signIn('wang', 'wrong'),
      await browser.signIn('nobody', 'wrong'),
      await browser.signIn('', 'wrong'),
      await browser.signIn("' or 1=1 --", 'wrong'),
      await browser.signIn('li', li.password),
    ];
    expect(answers.map((a) => [a.status, codeOf(a)])).toEqual([
      [401, 'sign-in-wrong'],
      [401, 'sign-in-wrong'],
      [422, 'input-invalid'],
      [401, 'sign-in-wrong'],
      [401, 'sign-in-wrong'],
    ]);
    expect(answers[0]!.body).toEqual(answers[1]!.body);
  });

  it('locks its login after five wrong ones, known or not, for a quarter of an hour, then twice as long', async () => {
    await addSettled(server, 'zhao', [grant('centre')]);
    const right = (await addSettled(server, 'zhou', [grant('centre')])).password;
    for (const login of ['zhou', 'nobody-at-all']) {
      const browser = new Browser(server.api);
      for (const lock of [15, 30, 60]) {
        for (let i = 0; i < 5; i += 1) expect(codeOf(await browser.signIn(login, 'wrong'))).toBe('sign-in-wrong');
        const locked = await browser.signIn(login, right);
        expect([locked.status, codeOf(locked), locked.headers.get('retry-after')]).toEqual([
          429,
          'locked-out',
          String(lock * 60),
        ]);
        nowMs += lock * minute - 1;
        expect(codeOf(await browser.signIn(login, right))).toBe('locked-out');
        nowMs += 1;
      }
    }
    expect((await new Browser(server.api).signIn('zhou', right)).status).toBe(201);
    expect((await new Browser(server.api).signIn('zhao', 'wrong')).status).toBe(401);
  });

  it('cannot be guessed more often by guessing at the same moment', async () => {
    await addSettled(server, 'sun', [grant('centre')]);
    const tries = await Promise.all(Array.from({ length: 20 }, () => new Browser(server.api).signIn('sun', 'wrong')));
    expect(tries.map(codeOf).filter((code) => code === 'sign-in-wrong')).toHaveLength(5);
  });

  it('of one time opens nothing but the choice of another, which ends every other session', async () => {
    const { body } = await call<OneTime>('POST', `${server.api}/people`, {
      ...{ login: 'qian', name: '钱', grants: [grant('planner')] },
    });
    const browser = new Browser(server.api);
    const elsewhere = new Browser(server.api);
    expect((await browser.signIn('qian', body.oneTimePassword)).body.mustChange).toBe(true);
    await elsewhere.signIn('qian', body.oneTimePassword);
    for (const path of ['/cities', '/people', '/session/x', '/Session/', '/cities/smallville/whistles'])
      expect(codeOf(await browser.ask('GET', path))).toBe('password-must-change');
    const set = (newPassword: string, password = body.oneTimePassword) =>
      browser.ask<Who>('PUT', '/session/password', { password, newPassword });
    for (const weak of [
      'short',
      body.oneTimePassword,
      'password1234',
      'x-qian-y-zhao-z',
      '888888888888',
      'aaaaaaaaaaaaaaa',
    ])
      expect(codeOf(await set(weak))).toBe('password-weak');
    expect(codeOf(await set('春眠不觉晓处处闻啼鸟夜来', 'wrong'))).toBe('sign-in-wrong');
    expect((await set('春眠不觉晓处处闻啼鸟夜来')).body.mustChange).toBe(false);
    expect((await browser.ask('GET', '/cities')).status).toBe(200);
    expect(await elsewhere.status()).toBe(401);
    expect((await elsewhere.signIn('qian', body.oneTimePassword)).status).toBe(401);
    expect((await elsewhere.signIn('qian', '春眠不觉晓处处闻啼鸟夜来')).status).toBe(201);
  });

  it('of one time is good for a week', async () => {
    const { body } = await call<OneTime>('POST', `${server.api}/people`, {
      ...{ login: 'wu.late', name: '吴', grants: [grant('planner')] },
    });
    nowMs += 7 * 24 * 60 * minute;
    expect((await new Browser(server.api).signIn('wu.late', body.oneTimePassword)).status).toBe(401);
    const again = await call<OneTime>('POST', `${server.api}/people/${body.person.id}/one-time-password`);
    expect((await new Browser(server.api).signIn('wu.late', again.body.oneTimePassword)).status).toBe(201);
  });
});

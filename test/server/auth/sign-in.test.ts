import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../../server/auth/passwords.ts';
import { addPerson } from '../../../server/auth/people-store.ts';
import { cookieName } from '../../../server/auth/credential.ts';
import type { Grant, Person, Session, Token } from '../../../server/contract/people.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { readAudit } from '../../../server/audit/store.ts';
import { smallCity } from '../../support/cities.ts';
import { connectSocket } from '../../support/client.ts';
import { signIn } from '../../support/first-sign-in.ts';
import { ask, call } from '../../support/http.ts';
import { everyGrant, grant, tokenFor } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let nowMs = Date.parse('2026-05-01T00:00:00Z');
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs });
});
afterAll(() => server.stop());

const api = (path: string): string => `${server.api}${path}`;
const password = '街道的第一个长密码';
let people = 0;
/** Somebody with a password of their own. */
async function aPerson(grants: Grant[] = [grant('centre')]): Promise<{ id: string; login: string }> {
  const login = `person-${++people}`;
  const person = { id: randomUUID(), login, name: '某人', phone: '13912345678', grants, now: new Date(nowMs) };
  await addPerson(server.db, { ...person, password: await hashPassword(password) });
  await server.db.updateTable('person').set({ must_change: false }).where('login', '=', login).execute();
  return person;
}
const nobody = { authorization: '' };
const tryIn = (login: string, words: string) =>
  call<Session & Problem>('POST', api('/session'), { login, password: words }, nobody);
const whoAmI = (headers: Record<string, string>) => call<Session & Problem>('GET', api('/session'), undefined, headers);

describe('signing in', () => {
  it('opens a session in a cookie that no script can read and no other site can use', async () => {
    const { login } = await aPerson();
    const answer = await tryIn(` ${login.toUpperCase()} `, password);
    expect(answer.status).toBe(201);
    const cookie = answer.headers.get('set-cookie')!;
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
    const me = await whoAmI({ ...nobody, cookie: cookie.split(';')[0]! });
    expect(me.body).toMatchObject({ kind: 'person', name: '某人', grants: [{ role: 'centre' }], mustChange: false });
  });

  it('says the same of an unknown login, a wrong password and a disabled person', async () => {
    const { id, login } = await aPerson();
    const answers = [await tryIn('nobody-at-all', password), await tryIn(login, 'wrong')];
    await server.db.updateTable('person').set({ disabled: true }).where('id', '=', id).execute();
    answers.push(await tryIn(login, password));
    for (const { body } of answers) expect(body).toMatchObject({ status: 401, code: 'sign-in-wrong' });
  });

  it('locks after five wrong passwords, for longer each time, and says how long; even the right one waits', async () => {
    const { login } = await aPerson();
    for (let n = 0; n < 5; n++) expect((await tryIn(login, `wrong ${n}`)).body.code).toBe('sign-in-wrong');
    const locked = await tryIn(login, password);
    expect([locked.body.code, locked.headers.get('retry-after')]).toEqual(['locked-out', '60']);
    nowMs += 61_000;
    expect((await tryIn(login, 'wrong again')).body.code).toBe('sign-in-wrong');
    expect((await tryIn(login, password)).headers.get('retry-after')).toBe('120');
    nowMs += 121_000;
    expect((await tryIn(login, password)).status).toBe(201);
    // The right one has wiped the slate.
    expect((await tryIn(login, 'wrong')).body.code).toBe('sign-in-wrong');
    expect((await tryIn(login, password)).status).toBe(201);
  });

  it('locks a login that nobody has, and one of somebody disabled, just as one that somebody has', async () => {
    const [{ login }, gone] = [await aPerson(), await aPerson()];
    await server.db.updateTable('person').set({ disabled: true }).where('id', '=', gone.id).execute();
    const told = [];
    for (const typed of [login, gone.login, 'nobody-has-this', ' Nobody-Has-That ']) {
      const answers = [];
      for (let n = 0; n < 12; n++) {
        const { status, headers, body } = await tryIn(typed, 'wrong');
        answers.push([status, body.code, body.detail, headers.get('retry-after')]);
        if (n % 2 === 0) nowMs += 45_000;
      }
      told.push(answers);
    }
    expect(told[0]!.map(([status]) => status)).toContain(429);
    for (const answers of told) expect(answers).toEqual(told[0]);
  });

  it('counts every wrong one of many that come at once', async () => {
    const { login } = await aPerson();
    await Promise.all(Array.from({ length: 8 }, (_, n) => tryIn(login, `wrong ${n}`)));
    expect((await tryIn(login, password)).body.code).toBe('locked-out');
  });

  it('leads nowhere with a one-time password but to a password of one’s own, which must be a good one', async () => {
    const made = await call<{ person: Person; oneTimePassword: string }>('POST', api('/people'), {
      ...{ login: 'zhang.san', name: '张三', grants: [grant('centre')] },
    });
    expect(made.status).toBe(201);
    const words = made.body.oneTimePassword;
    const headers = await signIn(server.url, 'zhang.san', words);
    expect((await call('GET', api('/cities'), undefined, headers)).body.code).toBe('password-must-change');
    const set = (fresh: string, old = words) =>
      call<Session & Problem>('PUT', api('/session/password'), { old, new: fresh }, headers);
    for (const weak of ['short', 'zhang.san-2026', 'passw0rd1234', 'aaaaaaaaaaaaaaaa', words])
      expect((await set(weak)).body.code).toBe('password-weak');
    expect((await set('这是我自己的一个很长的密码', 'not the old one')).body.code).toBe('sign-in-wrong');
    expect((await set('这是我自己的一个很长的密码')).body).toMatchObject({ mustChange: false });
    expect((await call('GET', api('/cities'), undefined, headers)).status).toBe(200);
    expect((await tryIn('zhang.san', words)).body.code).toBe('sign-in-wrong');
  });
});

describe('a session', () => {
  it('is opened by our own page, and not by another that makes a browser send a password of its own', async () => {
    const { login } = await aPerson();
    const from = (headers: Record<string, string>) =>
      call<Session & Problem>('POST', api('/session'), { login, password }, { ...nobody, ...headers });
    const others = [
      ['origin', 'https://evil.example'],
      ['origin', 'null'],
      ['sec-fetch-site', 'same-site'],
    ] as const;
    for (const [name, value] of others) expect((await from({ [name]: value })).body.code).toBe('csrf-wrong');
    expect((await from({ origin: server.url })).status).toBe(201);
    expect((await from({ 'sec-fetch-site': 'same-origin', origin: 'https://proxied' })).status).toBe(201);
  });

  it('travels over https only where it came by it, and ends where its browser signs in anew', async () => {
    const { login } = await aPerson();
    const by = (headers: Record<string, string>) =>
      call('POST', api('/session'), { login, password }, { ...nobody, ...headers });
    const first = (await by({ 'x-forwarded-proto': 'https' })).headers.get('set-cookie')!;
    expect(first).toContain('Secure');
    const cookie = first.split(';')[0]!;
    expect((await by({ cookie })).headers.get('set-cookie')).not.toContain('Secure');
    expect((await whoAmI({ ...nobody, cookie })).body.code).toBe('sign-in-needed');
  });

  it('takes a change only with the page’s own word beside the cookie', async () => {
    const { login } = await aPerson(everyGrant);
    const headers = await signIn(server.url, login, password);
    const post = (more: Record<string, string>) =>
      call('POST', api('/tokens'), { name: 'x', grants: [grant('display')] }, { ...headers, ...more });
    for (const word of ['', 'x', `${headers['x-csrf-token']}x`])
      expect((await post({ 'x-csrf-token': word })).body.code).toBe('csrf-wrong');
    expect((await post({})).status).toBe(201);
  });

  it('ends after twelve hours without use, and after a week whatever its use', async () => {
    const { login } = await aPerson();
    const idle = await signIn(server.url, login, password);
    nowMs += 12 * 3_600_000 + 61_000;
    expect((await whoAmI(idle)).body.code).toBe('sign-in-needed');
    const used = await signIn(server.url, login, password);
    for (let hours = 0; hours <= 7 * 24; hours += 6) {
      expect((await whoAmI(used)).status).toBe(200);
      nowMs += 6 * 3_600_000;
    }
    expect((await whoAmI(used)).body.code).toBe('sign-in-needed');
  });

  it.each(['signing out', 'being disabled', 'a new one-time password'])(
    'ends at once with %s, its socket too',
    async (how) => {
      const person = await aPerson();
      const headers = await signIn(server.url, person.login, password);
      const secret = headers.cookie!.slice(cookieName.length + 1);
      const socket = connectSocket(server.url, secret);
      await new Promise<void>((resolve) => socket.on('connect', resolve));
      const gone = new Promise<string>((resolve) => socket.on('disconnect', resolve));
      const refused = new Promise<Error>((resolve) => socket.on('connect_error', resolve));
      if (how === 'signing out') await call('DELETE', api('/session'), {}, headers);
      if (how === 'being disabled')
        await call('PATCH', api(`/people/${person.id}`), { disabled: true }, { 'if-match': '"1"' });
      if (how === 'a new one-time password') await call('POST', api(`/people/${person.id}/one-time-password`), {});
      expect(await gone).toBe('transport close');
      expect((await whoAmI(headers)).body.code).toBe('sign-in-needed');
      expect((await refused).message).toBe('sign-in-needed');
      socket.close();
    },
  );
});

describe('a token', () => {
  it('is shown once, works in a header and in a screen’s cookie, and ends at once when it is revoked', async () => {
    const made = await call<{ token: Token; secret: string }>('POST', api('/tokens'), {
      ...{ name: '大屏', grants: [grant('display', { city: 'smallville' })] },
    });
    const { secret, token } = made.body;
    const list = await call<{ tokens: Token[] }>('GET', api('/tokens'));
    expect(JSON.stringify(list.body)).not.toContain(secret);
    const screen = await call('POST', api('/session/token'), { token: secret }, nobody);
    const cookie = screen.headers.get('set-cookie')!;
    expect(cookie).toMatch(/Max-Age=34560000/);
    const byCookie = { ...nobody, cookie: cookie.split(';')[0]! };
    const byHeader = { authorization: `Bearer ${secret}` };
    for (const headers of [byCookie, byHeader])
      expect((await whoAmI(headers)).body).toMatchObject({ kind: 'token', name: '大屏' });
    expect((await call('DELETE', api(`/tokens/${token.id}`), {})).status).toBe(200);
    for (const headers of [byCookie, byHeader]) expect((await whoAmI(headers)).body.code).toBe('sign-in-needed');
    expect((await call('POST', api('/session/token'), { token: secret }, nobody)).body.code).toBe('sign-in-wrong');
  });

  it('ends at its time', async () => {
    const expiresAt = new Date(nowMs + 60_000).toISOString();
    const made = await call<{ secret: string }>('POST', api('/tokens'), {
      name: 'x',
      grants: [grant('display')],
      expiresAt,
    });
    const headers = { authorization: `Bearer ${made.body.secret}` };
    expect((await whoAmI(headers)).status).toBe(200);
    nowMs += 64_000;
    expect((await whoAmI(headers)).body.code).toBe('sign-in-needed');
  });
});

describe('people', () => {
  it('are the administrator’s alone, and the last administrator stays', async () => {
    const centre = { authorization: `Bearer ${await tokenFor(server.db, [grant('centre')])}` };
    for (const path of ['/people', '/tokens']) {
      expect((await call('GET', api(path), undefined, centre)).body.code).toBe('not-allowed');
      expect((await call('GET', api(path), undefined, nobody)).body.code).toBe('sign-in-needed');
    }
    const { id } = await aPerson([grant('administrator')]);
    await server.db.updateTable('person').set({ disabled: true }).where('id', '<>', id).execute();
    const change = (body: object, version: number) =>
      call<Person & Problem>('PATCH', api(`/people/${id}`), body, { 'if-match': `"${version}"` });
    expect((await change({ disabled: true }, 1)).body.code).toBe('last-administrator');
    expect((await change({ grants: [] }, 1)).body.code).toBe('last-administrator');
    expect((await change({ name: '李四' }, 7)).body.code).toBe('version-stale');
    expect((await change({ name: '李四' }, 1)).body).toMatchObject({ name: '李四', version: 2 });
    const twice = await call('POST', api('/people'), { login: `person-${people}`, name: 'x', grants: [] });
    expect(twice.body.code).toBe('login-taken');
  });

  it('of another city, or of all, are not for an administrator of one', async () => {
    const own = grant('administrator', { city: 'smallville' });
    const headers = { authorization: `Bearer ${await tokenFor(server.db, [own])}` };
    const [everywhere, elsewhere] = [grant('administrator'), grant('centre', { city: 'elsewhere' })];
    const codeOf = async (method: string, path: string, body: object = {}): Promise<string | undefined> => {
      const answer = await call(method, api(path), body, { ...headers, 'if-match': '"1"' });
      return answer.status < 400 ? 'done' : answer.body.code;
    };
    for (const beyond of [everywhere, elsewhere]) {
      const { id } = await aPerson([beyond]);
      const { token } = (await call<{ token: Token }>('POST', api('/tokens'), { name: 'x', grants: [beyond] })).body;
      const tries: [string, string, object?][] = [
        ['POST', '/people', { login: 'mine', name: 'x', grants: [beyond] }],
        ['POST', '/tokens', { name: 'x', grants: [beyond] }],
        ['PATCH', `/people/${id}`, { grants: [own] }],
        ['POST', `/people/${id}/one-time-password`],
        ['DELETE', `/people/${id}/sessions`],
        ['DELETE', `/tokens/${token.id}`],
      ];
      for (const [method, path, body] of tries)
        expect([path, await codeOf(method, path, body)]).toEqual([path, 'not-allowed']);
      expect((await call<{ tokens: Token[] }>('GET', api('/tokens'))).body.tokens).toContainEqual(token);
    }
    const { id } = await aPerson([grant('centre', { city: 'smallville' })]);
    expect(await codeOf('PATCH', `/people/${id}`, { grants: [everywhere] })).toBe('not-allowed');
    expect(await codeOf('PATCH', `/people/${id}`, { grants: [grant('planner', { city: 'smallville' })] })).toBe('done');
    expect(await codeOf('POST', `/people/${id}/one-time-password`)).toBe('done');
  });

  it('and what they do stand in the audit, without any secret', async () => {
    const rows = await readAudit(server.db, { chain: 'system', limit: 1000 });
    const actions = new Set(rows.map((r) => r.action));
    for (const action of [
      'signIn',
      'openDisplay',
      'signOut',
      'setPassword',
      'addPerson',
      'changePerson',
      'addToken',
      'revokeToken',
    ])
      expect(actions).toContain(action);
    expect(rows.some((r) => r.action === 'signIn' && r.outcome === 'refused' && r.code === 'locked-out')).toBe(true);
    const text = JSON.stringify(rows);
    for (const secret of [password, '这是我自己的一个很长的密码', 'sht_', 'shs_', 'argon2'])
      expect(text).not.toContain(secret);
  });

  it('nobody gets by with a header that is good for nothing', async () => {
    for (const authorization of ['Bearer x', 'Basic eDp5', 'Bearer sht_x'])
      expect((await ask(api('/openapi.json'), { headers: { authorization } })).status).toBe(401);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OneTime, Person, Who } from '../../../server/contract/sign-in.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { client, passService, startOidcService, type OidcService } from './oidc-service.ts';

const redirectUrl = 'https://shaotu.example/api/v1/oidc/callback';
let service: OidcService;
let server: TestServer;
let wang: Person;
beforeAll(async () => {
  service = await startOidcService(redirectUrl);
  server = await startTestServer({
    cities: [{ model: smallCity(), clock: 'live' }],
    auth: {
      oidc: {
        ...{ issuer: service.issuer, clientId: client.id, clientSecret: client.secret, redirectUrl },
        loginClaim: 'preferred_username',
      },
    },
  });
  const wish = { login: 'wang.li', name: '王丽', grants: [grant('street-leader', { city: 'smallville' })] };
  wang = (await call<OneTime>('POST', `${server.api}/people`, wish)).body.person;
});
afterAll(async () => {
  await server.stop();
  await service.stop();
});

/** Leaves for the service: where to, and the cookie to come back with. */
async function leave(back = '/?city=smallville'): Promise<{ to: URL; cookie: string }> {
  const answer = await fetch(`${server.api}/oidc/start?back=${encodeURIComponent(back)}`, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  const set = answer.headers.getSetCookie()[0]!;
  expect(set).toMatch(/^shaotu_oidc=[\w-]+; Max-Age=600; Path=\/api\/v1\/oidc; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  return { to: new URL(answer.headers.get('location')!), cookie: set.split(';')[0]! };
}
const comeBack = (search: string, cookie: string, accept = 'application/json') =>
  fetch(`${server.api}/oidc/callback${search}`, { redirect: 'manual', headers: { cookie, accept } });
async function enter(subject: string): Promise<Response> {
  const { to, cookie } = await leave();
  const { search } = await passService(to.href, subject);
  return comeBack(search, cookie);
}
const sessionIn = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((c) => c.startsWith('shaotu_session='))!
    .split(';')[0]!;
const who = async (cookie: string) =>
  (await call<Who>('GET', `${server.api}/session`, undefined, { authorization: '', cookie })).body;
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;

describe('a sign-in service', () => {
  it('is asked with PKCE, state and nonce', async () => {
    const { to } = await leave();
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile',
      redirect_uri: redirectUrl,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(to.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    expect((await call('GET', `${server.api}/session/ways`)).body).toEqual({ password: true, oidc: true });
  });

  it('lets a known person in, with the rights that they have here and no others', async () => {
    const answer = await enter('subject-wang');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/?city=smallville']);
    expect(await who(sessionIn(answer))).toMatchObject({
      ...{ kind: 'person', id: wang.id, grants: wang.grants, mustChange: false },
    });
  });

  it('tells who is not registered here, makes nobody, and links no second identity to a login', async () => {
    const before = (await call<{ people: Person[] }>('GET', `${server.api}/people`)).body.people;
    for (const subject of ['subject-stranger', 'subject-thief']) {
      const answer = await enter(subject);
      expect([answer.status, await codeOf(answer)]).toEqual([403, 'oidc-person-unknown']);
    }
    expect((await call('GET', `${server.api}/people`)).body).toEqual({ people: before });
    expect(before).toMatchObject([{ login: 'wang.li', oidc: true }]);
  });

  it('is not believed twice, nor with another browser, state or code', async () => {
    const { to, cookie } = await leave();
    const other = await leave();
    const { search } = await passService(to.href, 'subject-wang');
    expect(await codeOf(await comeBack(search, ''))).toBe('oidc-refused');
    expect(await codeOf(await comeBack(search, other.cookie))).toBe('oidc-refused');
    expect(await codeOf(await comeBack(search.replace(/code=[^&]+/, 'code=guess'), cookie))).toBe('oidc-refused');
    expect(await codeOf(await comeBack('?error=access_denied&state=x', cookie))).toBe('oidc-refused');
    const page = await comeBack(search.replace(/state=[^&]+/, 'state=x'), cookie, 'text/html,*/*');
    expect(page.headers.get('location')).toBe('/?sign-in-problem=oidc-refused');
    expect((await comeBack(search, cookie)).status).toBe(303);
    expect(await codeOf(await comeBack(search, cookie))).toBe('oidc-refused');
  });

  it('sends back to a page of ours only', async () => {
    for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', '/x\ny', ''])
      expect((await call('GET', `${server.api}/oidc/start?back=${encodeURIComponent(back)}`)).status).toBe(422);
  });

  it('does not let in a person who is disabled here', async () => {
    const { version } = (await call<{ people: Person[] }>('GET', `${server.api}/people`)).body.people[0]!;
    await call('PATCH', `${server.api}/people/${wang.id}`, { disabled: true }, { 'if-match': `"${version}"` });
    expect(await codeOf(await enter('subject-wang'))).toBe('oidc-person-unknown');
  });

  it('that does not answer is told as such, and is asked again', async () => {
    const dead = await startOidcService(redirectUrl);
    await dead.stop();
    const settings = { issuer: dead.issuer, clientId: client.id, clientSecret: client.secret, redirectUrl };
    const alone = await startTestServer({
      cities: [],
      auth: { oidc: { ...settings, loginClaim: 'preferred_username' } },
    });
    expect((await call('GET', `${alone.api}/oidc/start`)).body.code).toBe('oidc-failed');
    await alone.stop();
  });

  it('that is not set up has no routes to speak of', async () => {
    const alone = await startTestServer({ cities: [] });
    for (const path of ['start', 'callback?code=x&state=y'])
      expect((await call('GET', `${alone.api}/oidc/${path}`)).body.code).toBe('oidc-unavailable');
    expect((await call('GET', `${alone.api}/session/ways`)).body).toMatchObject({ oidc: false });
    await alone.stop();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemParameter, type OneTime, type Person, type Session } from '../../../server/contract/people.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { everything, withoutAudit } from '../../support/without-audit.ts';
import type { OidcSettings } from '../../../server/auth/oidc.ts';
import { client, passService, startOidcService, type OidcService } from './oidc-service.ts';

const redirectUrl = 'https://shaotu.example/api/v1/oidc/callback';
const settingsOf = ({ issuer }: OidcService, loginClaim = 'preferred_username'): OidcSettings => ({
  ...{ issuer, clientId: client.id, clientSecret: client.secret, redirectUrl, loginClaim },
});
let service: OidcService;
let server: TestServer;
let wang: Person;
beforeAll(async () => {
  service = await startOidcService(redirectUrl);
  server = await startTestServer({
    cities: [{ model: smallCity(), clock: 'live' }],
    oidc: settingsOf(service),
  });
  const wish = { login: 'wang.li', name: '王丽', grants: [grant('street-leader', { city: 'smallville' })] };
  wang = (await call<OneTime>('POST', `${server.api}/people`, wish)).body.person;
});
afterAll(async () => {
  await server.stop();
  await service.stop();
});

/** Leaves for the service: where to, and the cookie to come back with. */
async function leave(
  back = '/?city=smallville',
  { api }: { api: string } = server,
): Promise<{ to: URL; cookie: string }> {
  const answer = await fetch(`${api}/oidc/start?back=${encodeURIComponent(back)}`, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  const set = answer.headers.getSetCookie()[0]!;
  expect(set).toMatch(/^shaotu_oidc=[\w-]+; Max-Age=600; Path=\/api\/v1\/oidc; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  return { to: new URL(answer.headers.get('location')!), cookie: set.split(';')[0]! };
}
const comeBack = (search: string, cookie: string, accept = 'application/json', api = server.api) =>
  fetch(`${api}/oidc/callback${search}`, { redirect: 'manual', headers: { cookie, accept } });
async function enter(subject: string, api = server.api): Promise<Response> {
  const { to, cookie } = await leave('/?city=smallville', { api });
  const { search } = await passService(to.href, subject);
  return comeBack(search, cookie, 'application/json', api);
}
const sessionIn = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((c) => c.startsWith('shaotu_session='))!
    .split(';')[0]!;
const who = async (cookie: string) =>
  (await call<Session>('GET', `${server.api}/session`, undefined, { authorization: '', cookie })).body;
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;

it('lets nobody in, and binds nobody, without a row in the audit', async () => {
  const standing = () => everything(server.db);
  const before = await standing();
  await withoutAudit(server.db, async () => expect((await enter('subject-wang')).status).toBe(500));
  expect(await standing()).toEqual(before);
});

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
    expect((await call('GET', `${server.api}/session/ways`)).body).toEqual({ password: true, service: true });
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
    expect(before).toMatchObject([{ login: 'wang.li', serviceSubject: 'subject-wang' }]);
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
    expect(page.headers.get('location')).toBe(`/?${problemParameter}=oidc-refused`);
    expect((await comeBack(search, cookie)).status).toBe(303);
    expect(await codeOf(await comeBack(search, cookie))).toBe('oidc-refused');
  });

  it('is bound to a person by the administrator too, to one only, and let go of', async () => {
    const wish = { login: 'zhao', name: '赵', grants: [grant('planner')] };
    let zhao = (await call<OneTime>('POST', `${server.api}/people`, wish)).body.person;
    const bind = (serviceSubject: string | null) => {
      const seen = { 'if-match': `"${zhao.version}"` };
      return call<Person & Problem>('PATCH', `${server.api}/people/${zhao.id}`, { serviceSubject }, seen);
    };
    expect((await bind('subject-wang')).body.code).toBe('subject-taken');
    zhao = (await bind('subject-stranger')).body;
    expect(zhao.serviceSubject).toBe('subject-stranger');
    expect(await who(sessionIn(await enter('subject-stranger')))).toMatchObject({ id: zhao.id, mustChange: false });
    // The service's word has replaced the one-time password.
    zhao = (await call<{ people: Person[] }>('GET', `${server.api}/people`)).body.people.find((p) => p.id === zhao.id)!;
    expect(zhao.mustChange).toBe(false);
    zhao = (await bind(null)).body;
    expect(zhao.serviceSubject).toBeNull();
    expect(await codeOf(await enter('subject-stranger'))).toBe('oidc-person-unknown');
  });

  it('is believed about an address as a login only where it has checked that', async () => {
    const byAddress = await startTestServer({ cities: [], oidc: settingsOf(service, 'email') });
    for (const login of ['checked', 'claimed']) {
      const wish = { login, name: login, grants: [grant('planner')] };
      expect((await call('POST', `${byAddress.api}/people`, wish)).status).toBe(201);
    }
    expect(await codeOf(await enter('subject-claimed', byAddress.api))).toBe('oidc-person-unknown');
    expect((await enter('subject-checked', byAddress.api)).status).toBe(303);
    await byAddress.stop();
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
    const alone = await startTestServer({ cities: [], oidc: settingsOf(dead) });
    expect((await call('GET', `${alone.api}/oidc/start`)).body.code).toBe('oidc-failed');
    await alone.stop();
  });

  it('that is not set up has no routes to speak of', async () => {
    const alone = await startTestServer({ cities: [] });
    for (const path of ['start', 'callback?code=x&state=y'])
      expect((await call('GET', `${alone.api}/oidc/${path}`)).body.code).toBe('oidc-unavailable');
    expect((await call('GET', `${alone.api}/session/ways`)).body).toMatchObject({ service: false });
    await alone.stop();
  });
});

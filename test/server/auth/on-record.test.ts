import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { signIn } from '../../support/first-sign-in.ts';
import { call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { PushDevice } from '../../support/push-device.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { withoutAudit } from '../../support/without-audit.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
});
afterAll(() => server.stop());

interface Made {
  person: { id: string; version: number };
  token: { id: string; revokedAt: string | null };
}
const grants = [grant('planner', { city: 'smallville' })];
const ask = (method: string, path: string, body?: object, headers = {}) =>
  call<Made>(method, `${server.api}${path}`, body, headers);

/** All that says who may do what. */
const standing = async (): Promise<unknown> => [
  await server.db.selectFrom('person').selectAll().orderBy('id').execute(),
  await server.db.selectFrom('api_token').select(['id', 'revoked_at']).orderBy('id').execute(),
];

describe('a change of who may do what', () => {
  it('is kept only together with its row in the audit', async () => {
    const { person } = (await ask('POST', '/people', { login: 'first', name: '张三', phone: null, grants })).body;
    const { token } = (await ask('POST', '/tokens', { name: '屏幕', grants })).body;
    const before = await standing();
    await withoutAudit(server.db, async () => {
      for (const [method, path, body, headers] of [
        ['POST', '/people', { login: 'second', name: '李四', phone: null, grants }, {}],
        ['PATCH', `/people/${person.id}`, { disabled: true }, { 'if-match': `"${person.version}"` }],
        ['POST', `/people/${person.id}/one-time-password`, undefined, {}],
        ['POST', '/tokens', { name: '第二块', grants }, {}],
        ['DELETE', `/tokens/${token.id}`, undefined, {}],
      ] as const)
        expect([path, (await ask(method, path, body, headers)).status]).toEqual([path, 500]);
    });
    expect(await standing()).toEqual(before);
    expect((await ask('DELETE', `/tokens/${token.id}`)).status).toBe(200);
    expect(await standing()).not.toEqual(before);
  });
});

/** All that a request could leave behind beside people and tokens. */
const traces = async (): Promise<unknown> => [
  await server.db.selectFrom('session').select('hash').orderBy('hash').execute(),
  await server.db.selectFrom('webhook').select(['id', 'name', 'state']).orderBy('id').execute(),
  await server.db.selectFrom('delivery').select(['id', 'state']).orderBy('id').execute(),
  await server.db.selectFrom('push_subscription').select('id').orderBy('id').execute(),
  await server.db.selectFrom('city').select(['id', 'head_seq', 'feed_running']).orderBy('id').execute(),
  await server.db.selectFrom('whistle').select(['id', 'stage']).orderBy('id').execute(),
  await server.db.selectFrom('station').select(['id', 'name']).orderBy('id').execute(),
  await server.db.selectFrom('person').select(['id', 'password']).orderBy('id').execute(),
];

describe('everything else that changes something', () => {
  const words = { old: '', new: '自己选定的一句长密码，别人不知道' };
  const webhook = { name: '值班室', url: 'http://127.0.0.1:1/x', format: 'standard', kinds: ['whistle.called'] };
  const station = { name: '新驿站', nameEn: 'New', kind: 'vanguard', position: inSmallCity };
  const timeZone = 'Asia/Shanghai';
  const city = {
    id: 'other',
    name: '别处',
    nameEn: 'Other',
    timeZone,
    bbox: [117.1, 31.7, 117.2, 31.8],
    cellMetres: 1000,
  };

  it('is kept only together with its row in the audit', async () => {
    const grants = [grant('centre', { city: 'smallville' })];
    const made = await call<{ oneTimePassword: string }>('POST', `${server.api}/people`, {
      ...{ login: 'liu', name: '刘', phone: null, grants },
    });
    words.old = made.body.oneTimePassword;
    const cookie = await signIn(server.url, 'liu', words.old);
    expect((await ask('PUT', '/session/password', words, cookie)).status).toBe(200);
    const at = '/cities/smallville';
    const hook = await call<{ webhook: { id: string; version: number } }>(
      'POST',
      `${server.api}${at}/webhooks`,
      webhook,
    );
    const { id, version } = hook.body.webhook;
    const device = { endpoint: 'http://127.0.0.1:1/1', keys: new PushDevice('http://127.0.0.1:1/1').keys };
    const subscription = { ...device, city: 'smallville', groups: ['called'], locale: 'en' };
    expect((await ask('PUT', '/session/push', subscription, cookie)).status).toBe(200);
    const before = await traces();
    const next = { old: words.new, new: '又一句别人不知道的长密码' };
    const requests = [
      ['POST', '/session', { login: 'liu', password: words.new }, { authorization: '' }],
      ['PUT', '/session/password', next, cookie],
      ['DELETE', '/session', undefined, cookie],
      ['PUT', '/session/push', { ...subscription, endpoint: 'http://127.0.0.1:1/2' }, cookie],
      ['DELETE', '/session/push', { endpoint: device.endpoint }, cookie],
      ['POST', `${at}/webhooks`, { ...webhook, name: '第二个' }, {}],
      ['PATCH', `${at}/webhooks/${id}`, { name: '改名' }, { 'if-match': `"${version}"` }],
      ['POST', `${at}/webhooks/${id}/test`, undefined, {}],
      ['DELETE', `${at}/webhooks/${id}`, undefined, {}],
      ['POST', '/cities', city, {}],
      ['POST', `${at}/stations`, station, {}],
      ['POST', `${at}/whistles`, { title: '占道', position: inSmallCity, departments: ['城管局'] }, {}],
    ] as const;
    await withoutAudit(server.db, async () => {
      for (const [method, path, body, headers] of requests)
        expect([method, path, (await ask(method, path, body, headers)).status]).toEqual([method, path, 500]);
    });
    expect(await traces()).toEqual(before);
    // With an audit each of them would have gone through.
    for (const [method, path, body, headers] of requests.filter(([m]) => m !== 'DELETE'))
      expect([path, (await ask(method, path, body, headers)).status < 300]).toEqual([path, true]);
  });
});

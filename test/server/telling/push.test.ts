import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noticeGroups } from '../../../server/contract/notice.ts';
import type { Grant } from '../../../server/contract/people.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { pushPaceMs } from '../../../server/telling/push.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { signIn } from '../../support/first-sign-in.ts';
import { call } from '../../support/http.ts';
import { grant } from '../../support/people.ts';
import { PushDevice } from '../../support/push-device.ts';
import { Receiver, status, type Received } from '../../support/receiver.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let nowMs = Date.parse('2026-03-02T00:00:00Z');
let server: TestServer;
let base: string;
/** The push service of a browser. */
let service: Receiver;
beforeAll(async () => {
  server = await startTestServer({
    ...{ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs },
    // It is looked only where a test says so.
    lookEveryMs: 3_600_000,
  });
  base = `${server.api}/cities/smallville`;
  service = await Receiver.open();
  // There is one who manages people, whoever else comes and goes.
  await person([grant('administrator')]);
});
afterAll(async () => {
  await server.stop();
  await service.close();
});
beforeEach(async () => {
  service.reply = status(201);
  service.take();
  await server.db.deleteFrom('push_subscription').execute();
});

interface Person {
  id: string;
  version: number;
  headers: Record<string, string>;
}
async function person(grants: Grant[]): Promise<Person> {
  const login = `p${randomUUID().slice(0, 8)}`;
  const made = await call<{ person: { id: string; version: number }; oneTimePassword: string }>(
    'POST',
    `${server.api}/people`,
    { login, name: '张三', phone: '13800138000', grants },
  );
  const headers = await signIn(server.url, login, made.body.oneTimePassword);
  const words = { old: made.body.oneTimePassword, new: `自己选定的一句长密码`.repeat(2) };
  const changed = await call('PUT', `${server.api}/session/password`, words, headers);
  expect(changed).toMatchObject({ status: 200 });
  const { id, version } = made.body.person;
  return { id, version, headers };
}
const centre = () => person([grant('centre', { city: 'smallville' })]);

let devices = 0;
async function device({ headers }: Person, more: object = {}): Promise<PushDevice> {
  const made = new PushDevice(`${service.url}/device/${++devices}`);
  const body = { endpoint: made.endpoint, keys: made.keys, city: 'smallville', groups: [...noticeGroups], ...more };
  expect((await call('PUT', `${server.api}/session/push`, body, headers)).status).toBe(200);
  return made;
}
const blow = async (departments = ['城管局']): Promise<Whistle> =>
  (await call<Whistle>('POST', `${base}/whistles`, { title: '李四 13900139000', position: inSmallCity, departments }))
    .body;

async function publicKey(): Promise<string> {
  return (await call<{ publicKey: string }>('GET', `${server.api}/session/push`)).body.publicKey;
}
/** Who signed, by WebCrypto and RFC 8292, not by the server's own code. */
async function isSigned({ headers }: Received, key: string): Promise<boolean> {
  const [, jwt, k] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization!)!;
  const [head, claims, signature] = jwt!.split('.') as [string, string, string];
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    ...{ aud: service.url, sub: 'mailto:duty@example.cn' },
  });
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const raw = new Uint8Array(Buffer.from(k!, 'base64url'));
  const imported = await crypto.subtle.importKey('raw', raw, curve, false, ['verify']);
  const signed = new TextEncoder().encode(`${head}.${claims}`);
  const bytes = new Uint8Array(Buffer.from(signature, 'base64url'));
  return k === key && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, imported, bytes, signed);
}

describe('a device', () => {
  it('is told in an encrypted message that only it can read, without personal data', async () => {
    const mine = await device(await centre());
    const { id, code } = await blow();
    await server.app.telling.look();
    const [sent, ...more] = service.take();
    expect(more).toEqual([]);
    expect(sent!.path).toBe(new URL(mine.endpoint).pathname);
    expect(sent!.bytes.includes(code)).toBe(false);
    expect(await isSigned(sent!, await publicKey())).toBe(true);
    const message = mine.read(sent!);
    expect(message.title).toBe('哨图·小城');
    expect(message.body).toContain(`【吹哨】${code}`);
    expect(message.url).toBe(`/?city=smallville&sel=whistle%3A${id}`);
    expect(JSON.stringify(message)).not.toMatch(/李四|13900139000|张三/);
    expect(() => new PushDevice('x').read(sent!)).toThrow();
  });

  it('keeps the key over a restart', async () => {
    const before = await publicKey();
    await server.restart();
    expect(await publicKey()).toBe(before);
    expect(Buffer.from(before, 'base64url')).toHaveLength(65);
  });

  it('is told what its owner may see at that moment, and nothing once they are shut out', async () => {
    const police = await person([grant('dispatcher', { city: 'smallville', department: '公安局' })]);
    const mine = await device(police, { locale: 'en' });
    await blow(['城管局']);
    await server.app.telling.look();
    expect(service.take()).toEqual([]);
    const { code } = await blow(['公安局']);
    await server.app.telling.look();
    expect(mine.read(service.take()[0]!)).toMatchObject({ title: 'Shaotu', body: `New whistle: ${code} 基层难题` });
    const change = (body: object, version: number) =>
      call('PATCH', `${server.api}/people/${police.id}`, body, { 'if-match': `"${version}"` });
    const { version } = await server.db
      .selectFrom('person')
      .select('version')
      .where('id', '=', police.id)
      .executeTakeFirstOrThrow();
    expect((await change({ grants: [grant('dispatcher', { department: '水务局' })] }, version)).status).toBe(200);
    nowMs += pushPaceMs;
    await blow(['公安局']);
    await server.app.telling.look();
    expect(service.take()).toEqual([]);
    expect((await change({ disabled: true }, version + 1)).status).toBe(200);
    await blow(['水务局']);
    await server.app.telling.look();
    expect(service.take()).toEqual([]);
  });

  it('hears an alarm where it goes up: a warning the head of that department, a breach the command centre', async () => {
    const before = nowMs;
    // What other tests have left open warns now, before anybody here listens.
    nowMs += 90 * 86_400_000;
    await server.app.alarms.look();
    const inCity = { city: 'smallville' };
    const [head, other, boss] = [
      await device(await person([grant('department-head', { ...inCity, department: '城管局' })])),
      await device(await person([grant('department-head', { ...inCity, department: '公安局' })])),
      await device(await centre(), { groups: ['warned', 'overdue'] }),
    ];
    const { code, departments } = await blow(['城管局']);
    const told = async (): Promise<Map<string, string>> => {
      await server.app.alarms.look();
      await server.app.telling.look();
      const sent = service.take();
      const names = new Map([head, other, boss].map((d, i) => [new URL(d.endpoint).pathname, [d, i] as const]));
      return new Map(
        sent.map((s) => {
          const [d, i] = names.get(s.path)!;
          return [['head', 'other', 'boss'][i]!, d.read(s).body];
        }),
      );
    };
    const byMs = Date.parse(departments[0]!.reportBy!);
    nowMs = byMs - 1;
    const warning = await told();
    expect(['head', 'other', 'boss'].map((who) => warning.get(who)?.includes(code))).toEqual([
      true,
      undefined,
      undefined,
    ]);
    nowMs = byMs + pushPaceMs;
    const breach = await told();
    expect(['head', 'other', 'boss'].map((who) => breach.get(who)?.includes(code))).toEqual([true, undefined, true]);
    nowMs = before;
  });

  it('is told of the chosen kinds only, and much at once in one message', async () => {
    const mine = await device(await centre(), { groups: ['called'] });
    const { id } = await blow();
    await server.app.telling.look();
    service.take();
    for (let n = 0; n < 5; n += 1) await blow();
    await call('POST', `${base}/whistles/${id}/report-in`, { department: '城管局' });
    await call('POST', `${base}/whistles/${id}/resolve`, {});
    await server.app.telling.look();
    // It rests for a while after a message.
    expect(service.take()).toEqual([]);
    nowMs += pushPaceMs;
    await server.app.telling.look();
    const sent = service.take();
    expect(sent).toHaveLength(1);
    const { body, url } = mine.read(sent[0]!);
    expect(body.split('\n')).toHaveLength(4);
    expect(body).toMatch(/另有 2 条$/);
    expect(url).toBe('/?city=smallville');
  });

  it.each([404, 410])('that its push service answers %i for is forgotten', async (code) => {
    await device(await centre());
    service.reply = status(code);
    await blow();
    await server.app.telling.look();
    expect(await server.db.selectFrom('push_subscription').select('id').execute()).toEqual([]);
  });

  it('whose push service fails is told later; what is old by then is not told', async () => {
    const mine = await device(await centre());
    service.reply = status(503);
    const { code } = await blow();
    await server.app.telling.look();
    service.reply = status(201);
    service.take();
    nowMs += 10_000;
    await server.app.telling.look();
    expect(mine.read(service.take()[0]!).body).toContain(code);
    service.reply = status(503);
    nowMs += pushPaceMs;
    await blow();
    await server.app.telling.look();
    service.reply = status(201);
    service.take();
    nowMs += 2 * 3_600_000;
    await server.app.telling.look();
    expect(service.take()).toEqual([]);
  });
});

describe('a subscription', () => {
  it('is for nobody who holds no more than a one-time password, and tells nothing where that is so later', async () => {
    const login = `p${randomUUID().slice(0, 8)}`;
    const wish = { login, name: '张三', phone: null, grants: [grant('centre', { city: 'smallville' })] };
    const { oneTimePassword } = (await call<{ oneTimePassword: string }>('POST', `${server.api}/people`, wish)).body;
    const headers = await signIn(server.url, login, oneTimePassword);
    const { endpoint, keys } = new PushDevice(`${service.url}/early`);
    const early = { endpoint, keys, city: 'smallville', groups: [...noticeGroups] };
    expect((await call('PUT', `${server.api}/session/push`, early, headers)).status).toBe(403);
    const settled = await centre();
    await device(settled);
    const holds = (must_change: boolean) =>
      server.db.updateTable('person').set({ must_change }).where('id', '=', settled.id).execute();
    await holds(true);
    await blow();
    await server.app.telling.look();
    expect(service.take()).toEqual([]);
    await holds(false);
    await blow();
    await server.app.telling.look();
    expect(service.take()).toHaveLength(1);
  });

  it('ends where an administrator ends its owner’s sessions or gives a new password, and no other’s does', async () => {
    const [one, two, other] = [await centre(), await centre(), await centre()];
    for (const who of [one, two, other]) await device(who);
    expect((await call('DELETE', `${server.api}/people/${one.id}/sessions`)).status).toBe(200);
    expect((await call('POST', `${server.api}/people/${two.id}/one-time-password`)).status).toBe(201);
    const left = await server.db.selectFrom('push_subscription').select('person').execute();
    expect(left).toEqual([{ person: other.id }]);
  });

  it('ends with the owner’s old password: whoever had found that out has no device left', async () => {
    const one = await centre();
    await device(one);
    const words = { old: '自己选定的一句长密码'.repeat(2), new: '另一句自己选定的长密码'.repeat(2) };
    expect((await call('PUT', `${server.api}/session/password`, words, one.headers)).status).toBe(200);
    expect(await server.db.selectFrom('push_subscription').select('person').execute()).toEqual([]);
  });

  it('is a person’s own: no token’s, and nobody else ends it', async () => {
    const [one, other] = [await centre(), await centre()];
    const mine = await device(one);
    const end = (headers?: Record<string, string>) =>
      call('DELETE', `${server.api}/session/push`, { endpoint: mine.endpoint }, headers);
    expect((await end()).body.code).toBe('not-allowed');
    expect((await end({ ...one.headers, 'x-csrf-token': '' })).body.code).toBe('csrf-wrong');
    expect((await end(other.headers)).status).toBe(200);
    await blow();
    await server.app.telling.look();
    expect(service.take()).toHaveLength(1);
    expect((await end(one.headers)).status).toBe(200);
    nowMs += pushPaceMs;
    await blow();
    await server.app.telling.look();
    expect(service.take()).toEqual([]);
  });

  it('names a host of the list and a city that its owner may see', async () => {
    const police = await person([grant('dispatcher', { city: 'elsewhere', department: '公安局' })]);
    const { endpoint, keys } = new PushDevice(`${service.url}/x`);
    const put = (headers: Record<string, string>, more: object = {}) =>
      call('PUT', `${server.api}/session/push`, { endpoint, keys, city: 'smallville', groups: [], ...more }, headers);
    expect((await put(police.headers)).body.code).toBe('city-unknown');
    const { headers } = await centre();
    expect((await put(headers, { endpoint: 'http://localhost:1/' })).body.code).toBe('host-not-allowed');
    expect((await put(headers, { keys: { p256dh: 'x', auth: 'y' } })).body.code).toBe('input-invalid');
    expect((await put(headers)).status).toBe(200);
  });

  it('goes over with the device to whoever signs in on it next; of more than ten the oldest ends', async () => {
    const [one, other] = [await centre(), await centre()];
    const { endpoint, keys } = await device(one);
    await call('PUT', `${server.api}/session/push`, { endpoint, keys, city: 'smallville', groups: [] }, other.headers);
    const owners = await server.db.selectFrom('push_subscription').select('person').execute();
    expect(owners).toEqual([{ person: other.id }]);
    for (let n = 0; n < 12; n += 1) {
      nowMs += 1000;
      await device(other);
    }
    const left = await server.db.selectFrom('push_subscription').select('endpoint').execute();
    expect(left).toHaveLength(10);
    expect(left.map((d) => d.endpoint)).not.toContain(endpoint);
  });
});

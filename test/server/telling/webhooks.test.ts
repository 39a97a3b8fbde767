import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, Webhook, WebhookCreate } from '../../../server/contract/telling.ts';
import { answerMs } from '../../../server/telling/post.ts';
import { retryDelaysMs } from '../../../server/telling/schedule.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { hangUp, Receiver, status, type Received } from '../../support/receiver.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let nowMs = Date.parse('2026-03-02T00:00:00Z');
let server: TestServer;
let receiver: Receiver;
let base: string;
beforeAll(async () => {
  server = await startTestServer({
    ...{ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs },
    // It is looked only where a test says so.
    lookEveryMs: 3_600_000,
  });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());
beforeEach(async () => {
  receiver = await Receiver.open();
});
afterEach(async () => {
  for (const { id } of await webhooks()) await call('DELETE', `${base}/webhooks/${id}`);
  await receiver.close();
});

const webhooks = async (): Promise<Webhook[]> =>
  (await call<{ webhooks: Webhook[] }>('GET', `${base}/webhooks`)).body.webhooks;
const deliveries = async (query = ''): Promise<Delivery[]> =>
  (await call<{ deliveries: Delivery[] }>('GET', `${base}/webhook-deliveries${query}`)).body.deliveries;

async function register(given: Partial<WebhookCreate> = {}): Promise<{ webhook: Webhook; secret: string }> {
  const input = {
    name: '值班系统',
    url: `${receiver.url}/hook`,
    format: 'standard',
    kinds: ['whistle.called'],
    ...given,
  };
  const answer = await call<{ webhook: Webhook; secret: string }>('POST', `${base}/webhooks`, input);
  expect(answer.status).toBe(201);
  return answer.body;
}

const blow = async (departments = ['城管局'], title = '占道经营'): Promise<Whistle> =>
  (await call<Whistle>('POST', `${base}/whistles`, { title, position: inSmallCity, departments })).body;

/** By WebCrypto and the words of the specification, not by the server's own code. */
async function isSigned({ headers, body }: Received, secret: string): Promise<boolean> {
  const key = await crypto.subtle.importKey(
    'raw',
    Uint8Array.from(atob(secret.slice('whsec_'.length)), (c) => c.charCodeAt(0)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const [version, signature] = String(headers['webhook-signature']).split(',') as [string, string];
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const bytes = Uint8Array.from(atob(signature), (c) => c.charCodeAt(0));
  return version === 'v1' && crypto.subtle.verify('HMAC', key, bytes, new TextEncoder().encode(signed));
}

describe('a webhook', () => {
  it('is told what happens, signed, once, without personal data', async () => {
    const { secret } = await register({ kinds: ['whistle.called', 'whistle.dispatched'] });
    const w = await blow(['城管局'], '占道经营 王五举报 13800138000');
    await call('POST', `${base}/whistles/${w.id}/dispatch`, { department: '城管局', to: '张三' });
    await server.app.telling.look();
    await server.app.telling.look();
    const got = receiver.take();
    expect(got.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(
      expect.arrayContaining(['whistle.called', 'whistle.dispatched']),
    );
    expect(got).toHaveLength(2);
    for (const request of got) {
      expect(await isSigned(request, secret)).toBe(true);
      expect(await isSigned({ ...request, body: `${request.body} ` }, secret)).toBe(false);
      expect(Number(request.headers['webhook-timestamp'])).toBe(nowMs / 1000);
      expect(request.body).toContain(w.id);
      expect(request.body).not.toMatch(/13800138000|王五|占道经营|张三/);
    }
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    expect((await deliveries()).map((d) => [d.kind, d.state, d.status])).toEqual([
      ['whistle.dispatched', 'delivered', 204],
      ['whistle.called', 'delivered', 204],
    ]);
  });

  it('hears only of its kinds, its area and its department, and of nothing before it', async () => {
    const w = await blow();
    await register({ url: `${receiver.url}/kinds`, kinds: ['whistle.reported'] });
    await register({ url: `${receiver.url}/street`, area: w.street });
    await register({ url: `${receiver.url}/police`, department: '公安局' });
    await register({ url: `${receiver.url}/both`, department: '公安局', area: w.community });
    await blow(['公安局']);
    await blow(['城管局']);
    await call('POST', `${base}/whistles/${w.id}/report-in`, { department: '城管局' });
    await server.app.telling.look();
    expect(
      receiver
        .take()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/both', '/kinds', '/police', '/street', '/street']);
    const refused = await call('POST', `${base}/webhooks`, {
      ...{ name: 'x', url: receiver.url, format: 'standard', kinds: ['whistle.called'], area: '999' },
    });
    expect(refused.body).toMatchObject({ code: 'input-invalid', errors: [{ pointer: '/area' }] });
  });

  it('keeps its secret to itself: in no answer and no record after the first', async () => {
    const secret = 'SEC0123456789abcdef0123';
    const robot = `${receiver.url}/robot?access_token=key-of-the-robot`;
    const { secret: own, webhook } = await register();
    await register({ format: 'dingtalk', url: robot, robotSecret: secret });
    await call('PATCH', `${base}/webhooks/${webhook.id}`, { url: robot, nofield: secret }, { 'If-Match': '"1"' });
    const said = JSON.stringify([await webhooks(), await server.db.selectFrom('audit').select('detail').execute()]);
    expect(said).toContain('值班系统');
    for (const hidden of [own, secret, 'key-of-the-robot']) expect(said).not.toContain(hidden);
  });

  it('may name only hosts of the list, and is asked about them again with each attempt', async () => {
    for (const url of ['http://localhost:1/', 'https://127.0.0.1.example.cn/', 'http://u:p@127.0.0.1/']) {
      const input = { name: 'x', url, format: 'standard', kinds: ['whistle.called'] };
      expect((await call('POST', `${base}/webhooks`, input)).body.code).toBe('host-not-allowed');
    }
    const { webhook } = await register();
    await server.db.updateTable('webhook').set({ url: 'http://localhost:1/' }).where('id', '=', webhook.id).execute();
    await blow();
    await server.app.telling.look();
    expect(await deliveries()).toMatchObject([{ state: 'waiting', error: 'host not allowed' }]);
  });

  it('that is off hears of nothing that happens meanwhile', async () => {
    const { webhook } = await register();
    const set = async (state: string, version: number): Promise<void> => {
      const answer = await call('PATCH', `${base}/webhooks/${webhook.id}`, { state }, { 'If-Match': `"${version}"` });
      expect(answer.status).toBe(200);
    };
    await set('off', 1);
    await blow();
    await server.app.telling.look();
    expect((await call('POST', `${base}/webhooks/${webhook.id}/test`)).body.code).toBe('webhook-off');
    await set('on', 2);
    await blow();
    await server.app.telling.look();
    expect(receiver.take()).toHaveLength(1);
    expect((await call('PATCH', `${base}/webhooks/${webhook.id}`, { state: 'off' })).body.code).toBe('version-missing');
  });

  it('is sent a test message on request', async () => {
    const { webhook, secret } = await register();
    expect((await call('POST', `${base}/webhooks/${webhook.id}/test`)).status).toBe(202);
    await server.app.telling.look();
    const [test] = receiver.take();
    expect(JSON.parse(test!.body)).toMatchObject({ type: 'test', data: { city: 'smallville' } });
    expect(await isSigned(test!, secret)).toBe(true);
  });
});

describe('what fails', () => {
  /** Lets the time of the next attempt come. */
  const goOn = async (): Promise<void> => {
    const [waiting] = await deliveries('?state=waiting');
    nowMs = Date.parse(waiting!.nextAt!);
    await server.app.telling.look();
  };

  it('is tried again later and later under its id, then lies with the dead letters, and can be sent again', async () => {
    await register();
    receiver.reply = status(500);
    await blow();
    const began = nowMs;
    await server.app.telling.look();
    const gaps: number[] = [];
    for (const delay of retryDelaysMs) {
      const before = nowMs;
      await server.app.telling.look();
      expect(receiver.received).toHaveLength(gaps.length + 1);
      await goOn();
      gaps.push((nowMs - before) / delay);
    }
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1);
    for (const gap of gaps) expect(gap).toBeLessThanOrEqual(1.2);
    expect(nowMs - began).toBeGreaterThan(3 * 86_400_000);
    const [dead, ...others] = await deliveries('?state=dead');
    expect(others).toEqual([]);
    expect(dead).toMatchObject({ attempts: 10, status: 500, error: 'status 500', nextAt: null });
    expect(await webhooks()).toMatchObject([{ dead: 1, waiting: 0, state: 'on' }]);
    const ids = new Set(receiver.take().map(({ headers }) => headers['webhook-id']));
    receiver.reply = status(200);
    const again = `${base}/webhook-deliveries/${dead!.id}/send-again`;
    expect((await call('POST', again)).status).toBe(202);
    await server.app.telling.look();
    ids.add(receiver.take()[0]!.headers['webhook-id']);
    expect([...ids]).toEqual([dead!.id]);
    expect((await call('POST', again)).body.code).toBe('delivery-not-dead');
    expect((await call('POST', `${base}/webhook-deliveries/msg_none/send-again`)).body.code).toBe('delivery-unknown');
  });

  it('fails by a redirect, which is not followed, and by hanging up', async () => {
    await register();
    await blow();
    receiver.reply = (res, { path }) =>
      status(302, { location: `${receiver.url}/elsewhere` })(res, { path } as Received);
    await server.app.telling.look();
    expect(receiver.take().map(({ path }) => path)).toEqual(['/hook']);
    receiver.reply = hangUp;
    await goOn();
    expect(await deliveries()).toMatchObject([
      { state: 'waiting', attempts: 2, status: null, error: 'UND_ERR_SOCKET' },
    ]);
  });

  it('waits as long as the receiver asks', async () => {
    await register();
    await blow();
    receiver.reply = status(503, { 'retry-after': '3600' });
    await server.app.telling.look();
    const [waiting] = await deliveries();
    expect(Date.parse(waiting!.nextAt!) - nowMs).toBeGreaterThanOrEqual(3_600_000);
  });

  it('switches a webhook off that says it is gone', async () => {
    const { webhook } = await register();
    await blow();
    await blow();
    receiver.reply = status(410);
    await server.app.telling.look();
    expect(await deliveries('?state=dead')).toMatchObject([{ status: 410 }, { attempts: 1, status: 410 }]);
    await blow();
    receiver.reply = status(204);
    receiver.take();
    await server.app.telling.look();
    expect(receiver.take()).toEqual([]);
    expect(await webhooks()).toMatchObject([{ id: webhook.id, state: 'gone', dead: 2, waiting: 0 }]);
    // Once it is there again, all that was given up can be sent; what happened meanwhile is not told.
    const again = `${base}/webhooks/${webhook.id}/send-again`;
    expect((await call('POST', again)).body.code).toBe('webhook-off');
    await call('PATCH', `${base}/webhooks/${webhook.id}`, { state: 'on' }, { 'If-Match': '"2"' });
    expect((await call('POST', again)).body).toEqual({ deliveries: 2 });
    await server.app.telling.look();
    expect(receiver.take()).toHaveLength(2);
    expect(await webhooks()).toMatchObject([{ state: 'on', dead: 0, waiting: 0 }]);
  });

  it(
    'by silence delays nobody else',
    async () => {
      const silent = await register({ url: `${receiver.url}/silent` });
      await register({ url: `${receiver.url}/quick` });
      const open: (() => void)[] = [];
      let quick: () => void = () => undefined;
      const quickHeard = new Promise<void>((go) => (quick = go));
      receiver.reply = (res, { path }) => {
        if (path === '/silent') open.push(() => void res.end());
        else {
          res.end();
          quick();
        }
      };
      await blow();
      const looking = server.app.telling.look();
      await quickHeard;
      await looking;
      expect(await deliveries(`?webhook=${silent.webhook.id}`)).toMatchObject([
        { state: 'waiting', error: `no answer within ${answerMs / 1000} s` },
      ]);
      for (const end of open) end();
    },
    answerMs + 120_000,
  );
});

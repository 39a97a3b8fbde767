import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Delivery, WebhookFormat } from '../../../server/contract/telling.ts';
import { mostBytes, paceMs } from '../../../server/telling/robots.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { json, Receiver } from '../../support/receiver.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let nowMs = Date.parse('2026-03-02T00:00:00Z');
let server: TestServer;
let base: string;
const receivers: Receiver[] = [];
beforeAll(async () => {
  server = await startTestServer({
    ...{ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs },
    // It is looked only where a test says so.
    lookEveryMs: 3_600_000,
  });
  base = `${server.api}/cities/smallville`;
});
afterAll(async () => {
  await server.stop();
  for (const receiver of receivers) await receiver.close();
});

const robotSecret = 'SEC0123456789abcdef0123';
async function robot(format: WebhookFormat): Promise<{ receiver: Receiver; id: string; address: string }> {
  const receiver = await Receiver.open();
  receivers.push(receiver);
  receiver.reply = json({ errcode: 0, errmsg: 'ok' });
  const address = `${receiver.url}/cgi-bin/webhook/send?key=abc`;
  const input = { name: '值班群', url: address, format, kinds: ['whistle.called', 'whistle.chased'] };
  const more = format === 'dingtalk' ? { robotSecret } : {};
  const answer = await call<{ webhook: { id: string }; secret: null }>('POST', `${base}/webhooks`, {
    ...input,
    ...more,
  });
  expect([answer.status, answer.body.secret]).toEqual([201, null]);
  return { receiver, id: answer.body.webhook.id, address };
}
const blow = (departments = ['城管局']) =>
  call<{ id: string; code: string }>('POST', `${base}/whistles`, {
    ...{ title: '李四 13800138000 举报', position: inSmallCity, departments },
    reportBy: '2026-03-04T02:00:00Z',
  });
const deliveries = async (id: string): Promise<Delivery[]> =>
  (await call<{ deliveries: Delivery[] }>('GET', `${base}/webhook-deliveries?webhook=${id}`)).body.deliveries;
const remove = (id: string) => call('DELETE', `${base}/webhooks/${id}`);
const contentOf = (body: string): string => (JSON.parse(body) as { markdown: { content: string } }).markdown.content;

it('WeCom is told in Chinese, by the item or kind and never by free words', async () => {
  const { receiver, id } = await robot('wecom');
  const { code } = (await blow()).body;
  await server.app.telling.look();
  const [message] = receiver.take();
  expect(JSON.parse(message!.body)).toMatchObject({ msgtype: 'markdown' });
  const content = contentOf(message!.body);
  expect(content).toContain(`【吹哨】${code} 基层难题`);
  expect(content).toMatch(/呼叫 城管局，报到期限 3月4日 10:00$/);
  expect(content).not.toMatch(/李四|13800138000/);
  await remove(id);
});

it('nobody can write markup into a message, or call somebody by it', async () => {
  const { receiver, id } = await robot('wecom');
  await blow(['<@all>[x](http://e.cn)']);
  await server.app.telling.look();
  expect(contentOf(receiver.take()[0]!.body)).not.toMatch(/[<>@[\]()]/);
  await remove(id);
});

it('DingTalk is asked with a signature of the instant', async () => {
  const { receiver, id } = await robot('dingtalk');
  await blow();
  await server.app.telling.look();
  const [message] = receiver.take();
  const query = new URL(message!.path, receiver.url).searchParams;
  const expected = createHmac('sha256', robotSecret).update(`${nowMs}\n${robotSecret}`).digest('base64');
  expect(Object.fromEntries(query)).toEqual({ key: 'abc', timestamp: String(nowMs), sign: expected });
  expect(JSON.parse(message!.body)).toMatchObject({ msgtype: 'markdown', markdown: { title: '哨图通知' } });
  await remove(id);
});

it('an answer with status 200 and another errcode is a failure', async () => {
  const { receiver, id } = await robot('wecom');
  receiver.reply = json({ errcode: 45009, errmsg: 'api freq out of limit' });
  await blow();
  await server.app.telling.look();
  expect(await deliveries(id)).toMatchObject([
    { state: 'waiting', status: 200, error: 'errcode 45009: api freq out of limit' },
  ]);
  await remove(id);
});

it('gathers what comes too quickly: at most twenty messages in any minute, each of at most 4096 bytes, nothing left out', async () => {
  const { receiver, id } = await robot('wecom');
  const sentAt: number[] = [];
  const codes: string[] = [];
  const end = nowMs + 120_000;
  while (nowMs < end) {
    codes.push((await blow()).body.code);
    await server.app.telling.look();
    while (sentAt.length < receiver.received.length) sentAt.push(nowMs);
    nowMs += 900;
  }
  nowMs += paceMs;
  await server.app.telling.look();
  for (const from of sentAt)
    expect(sentAt.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(20);
  const messages = receiver.take().map(({ body }) => contentOf(body));
  expect(messages.length).toBeLessThan(codes.length / 2);
  for (const content of messages) expect(Buffer.byteLength(content)).toBeLessThanOrEqual(mostBytes);
  const all = messages.join('\n');
  for (const code of codes) expect(all).toContain(code);
  expect((await deliveries(id)).every(({ state }) => state === 'delivered')).toBe(true);
  await remove(id);
});

it('tells a crowd by what is urgent and by numbers', async () => {
  const { receiver, id } = await robot('wecom');
  const { id: whistle, code } = (await blow()).body;
  await server.app.telling.look();
  expect(receiver.take()).toHaveLength(1);
  // The clock stands: until it goes on the robot rests, and everything waits.
  for (let n = 0; n < 120; n += 1) await blow(['名字很长很长很长很长很长很长很长的部门']);
  await call('POST', `${base}/whistles/${whistle}/chase`, {});
  await server.app.telling.look();
  nowMs += paceMs;
  await server.app.telling.look();
  const messages = receiver.take().map(({ body }) => contentOf(body));
  expect(messages).toHaveLength(1);
  for (const content of messages) expect(Buffer.byteLength(content)).toBeLessThanOrEqual(mostBytes);
  const all = messages.join('\n');
  expect(all).toContain(`【督办】${code}`);
  expect(all).toMatch(/：121 条\n[^]*\n另有 \d+ 条：吹哨 \d+$/);
  expect((await deliveries(id)).every(({ state }) => state === 'delivered')).toBe(true);
  await remove(id);
});

it('a robot is registered once, since its limit is one', async () => {
  const { id, address } = await robot('wecom');
  const again = { name: '值班群', url: address, format: 'wecom', kinds: ['whistle.called'] };
  expect((await call('POST', `${base}/webhooks`, again)).body.code).toBe('webhook-exists');
  const withSecret = { ...again, url: `${address}2`, robotSecret };
  expect((await call('POST', `${base}/webhooks`, withSecret)).body.code).toBe('input-invalid');
  await remove(id);
});

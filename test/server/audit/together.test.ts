import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery, Webhook } from '../../../server/contract/telling.ts';
import type { Station } from '../../../server/contract/station.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { fullToken } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { everything, withoutAudit } from '../../support/without-audit.ts';
import { item } from '../items/lists.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated', feed: true }] });
  base = `${server.api}/cities/smallville`;
  // What the server does by itself is no matter here.
  await server.app.telling.stop();
  await server.app.alarms.stop();
});
afterAll(() => server.stop());

type Sent = [method: string, path: string, body?: object, headers?: Record<string, string>];
const tagOf = ({ version }: { version: number }) => ({ 'if-match': `"${version}"` });
async function made<T>(...[method, path, body, headers]: Sent): Promise<T> {
  const answer = await call<T>(method, base + path, body, headers);
  expect([path, answer.status < 300]).toEqual([path, true]);
  return answer.body;
}
const lists = { items: [item('P001')] };

/** A dead letter of a webhook. */
async function deadLetter(): Promise<{ webhook: Webhook; delivery: Delivery }> {
  const wish = { name: '值班室', url: 'http://127.0.0.1:1/x', format: 'standard', kinds: ['whistle.called'] };
  const { webhook } = await made<{ webhook: Webhook }>('POST', '/webhooks', wish);
  const delivery = await made<Delivery>('POST', `/webhooks/${webhook.id}/test`);
  const dead = { state: 'dead', next_at: null } as const;
  await server.db.updateTable('delivery').set(dead).where('id', '=', delivery.id).execute();
  return { webhook, delivery };
}

describe('what changes a city', () => {
  it('is kept only together with its row in the audit', async () => {
    await made('PUT', '/item-lists/2020-01-01', lists);
    const old = await made<{ version: number }>('PUT', '/item-lists/2098-01-01', lists);
    const station = await made<Station>('POST', '/stations', {
      ...{ name: '驿站', nameEn: 'N', kind: 'vanguard', position: inSmallCity },
    });
    const called = { title: '占道', position: inSmallCity, departments: ['城管局'] };
    const whistle = await made<Whistle>('POST', '/whistles', called);
    const [one, all] = [await deadLetter(), await deadLetter()];
    const requests: Sent[] = [
      ['PUT', '/item-lists/2099-01-01', lists],
      ['DELETE', '/item-lists/2098-01-01', undefined, tagOf(old)],
      ['PUT', '/clock', { cityAt: '2030-01-01T00:00:00.000Z', speed: 2, mark: 'replay' }],
      ['PUT', '/feed', { running: true, speed: 60 }],
      ['PATCH', `/stations/${station.id}`, { open: !station.open }, tagOf(station)],
      ['POST', `/whistles/${whistle.id}/report-in`, { department: '城管局' }],
      ['POST', `/webhook-deliveries/${one.delivery.id}/send-again`],
      ['POST', `/webhooks/${all.webhook.id}/send-again`],
    ];
    const before = await everything(server.db);
    await withoutAudit(server.db, async () => {
      for (const [method, path, body, headers] of requests)
        expect([path, (await call(method, base + path, body, headers)).status]).toEqual([path, 500]);
    });
    expect(await everything(server.db)).toEqual(before);
    // With an audit each of them goes through, and changes something.
    for (const request of requests) {
      const stood = await everything(server.db);
      await made(...request);
      expect([request[1], (await everything(server.db)).join() === stood.join()]).toEqual([request[1], false]);
    }
  });

  it('is none that a citizens’ client sent, where that cannot be put on record', async () => {
    const send = (): Promise<Response> =>
      fetch(`${server.url}/open311/v2/requests.json`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ api_key: fullToken, service_code: 'P001', description: '占道' },
          ...{ long: String(inSmallCity[0]), lat: String(inSmallCity[1]) },
        }),
      });
    const before = await everything(server.db);
    await withoutAudit(server.db, async () => expect((await send()).status).toBe(500));
    expect(await everything(server.db)).toEqual(before);
    expect((await send()).status).toBe(200);
  });
});

describe('what leaves the house as a file', () => {
  it.each([
    '/scores.csv',
    '/scores.xlsx',
    '/audit.csv',
    '/item-lists/2020-01-01/items.csv',
    '/item-lists/2020-01-01/items.xlsx',
  ])('is sent only when that is on record: %s', async (path) => {
    await withoutAudit(server.db, async () => {
      const answer = await ask(base + path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        500,
        'application/problem+json; charset=utf-8',
      ]);
      expect(await answer.json()).toMatchObject({ code: 'internal' });
    });
    const rows = async () => await server.db.selectFrom('audit').select('seq').where('chain', '=', 'system').execute();
    const before = (await rows()).length;
    expect((await ask(base + path)).status).toBe(200);
    expect(await rows()).toHaveLength(before + 1);
  });
});

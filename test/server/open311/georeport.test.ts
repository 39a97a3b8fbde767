import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryRow, Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, outsideSmallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { apiKey, at, item, startOpen311, type Played } from './city.ts';
import { GeoReportClient, type Fields, type Format } from './client.ts';
import { parseXml } from './strict-xml.ts';

let played: Played;
let base: string;
beforeAll(async () => {
  played = await startOpen311([
    item('J001'),
    item('E001', {
      ...{ name: '消防通道 <堵塞> & “占用”', kind: 'emergency', lead: '消防救援支队', departments: ['消防救援支队'] },
      resolveWithin: { amount: 1, unit: 'day', time: 'calendar' },
    }),
  ]);
  base = `${played.server.api}/cities/smallville`;
});
afterAll(() => played.stop());

const clientOf = (format: Format, language?: string) =>
  new GeoReportClient(`${played.server.url}/open311/v2`, format, language);
const [long, lat] = inSmallCity;
const place = { lat: String(lat), long: String(long) };
const complaint = { api_key: apiKey, service_code: 'J001', ...place, description: '夜市占道，行人无法通过' };
const whistleOf = async (id: string) => (await call<Whistle>('GET', `${base}/whistles/${id}`)).body;
const step = async (id: string, path: string, body: object = {}) => {
  const answer = await call<Whistle>('POST', `${base}/whistles/${id}/${path}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};

describe.each<Format>(['json', 'xml'])('a client of GeoReport v2 that speaks %s', (format) => {
  it('finds the endpoint through discovery, and the services there', async () => {
    const response = await fetch(`${played.server.url}/open311/discovery.${format}`);
    const text = await response.text();
    expect(text).toContain('http://wiki.open311.org/GeoReport_v2');
    const [, url] = (format === 'json' ? /"url":"([^"]*)"/ : /<url>([^<]*)</).exec(text) as unknown as [string, string];
    expect(url).toBe(`${played.server.url}/open311/v2`);
    // Where some clients look for it.
    expect(await (await fetch(`${url}/discovery.${format}`)).text()).toBe(text);
    const { status, body, root } = await new GeoReportClient(url, format).services();
    expect([status, root]).toEqual([200, format === 'xml' ? 'services' : '']);
    expect(body).toEqual([
      {
        ...{ service_code: 'J001', service_name: '占道经营', metadata: 'false', type: 'realtime' },
        ...{ keywords: '城管局, 公安局, 市场监管局', group: 'Joint enforcement' },
        description: 'Led by 城管局; dealt with within 3 working days',
      },
      {
        ...{ service_code: 'E001', service_name: '消防通道 <堵塞> & “占用”', metadata: 'false', type: 'realtime' },
        ...{ keywords: '消防救援支队', group: 'Emergency' },
        description: 'Led by 消防救援支队; dealt with within 1 day',
      },
    ]);
    const { body: inChinese } = await clientOf(format, 'zh-CN').services();
    expect(inChinese[0]).toMatchObject({ group: '联合执法', description: '由城管局牵头，3 个工作日内办结' });
  });

  it('gets a definition without attributes', async () => {
    const { status, text } = await clientOf(format).definition('J001');
    expect(status).toBe(200);
    if (format === 'json') expect(JSON.parse(text)).toEqual({ service_code: 'J001', attributes: [] });
    else
      expect(parseXml(text)).toMatchObject({
        name: 'service_definition',
        children: [{ text: 'J001' }, { name: 'attributes', children: [] }],
      });
    expect((await clientOf(format).definition('X999')).status).toBe(404);
  });

  it('sends a request in and follows it until it is closed', async () => {
    const client = clientOf(format, 'zh');
    played.clock.nowMs = at('2026-09-18T16:30');
    const sent = await client.submit({
      ...complaint,
      email: 'someone@example.org',
      last_name: '王',
      media_url: 'http://x/',
    });
    expect([sent.status, sent.root]).toEqual([200, format === 'xml' ? 'service_requests' : '']);
    const [{ service_request_id: id, service_notice, ...rest }] = sent.body as [Fields];
    expect(rest).toEqual({ account_id: '' });
    expect(service_notice).toMatch(/^受理编号 W\d{6}，已通知城管局。.*以下内容未保存：last_name、email、media_url。$/);

    const state = async () => (await client.request(id!)).body[0]!;
    expect(await state()).toEqual({
      ...{ service_request_id: id, status: 'open', status_notes: '已通知部门，待报到' },
      ...{ service_name: '占道经营', service_code: 'J001', description: complaint.description },
      ...{ agency_responsible: '城管局', service_notice: '' },
      ...{ requested_datetime: '2026-09-18T08:30:00Z', updated_datetime: '2026-09-18T08:30:00Z' },
      ...{ expected_datetime: '2026-09-22T09:30:00Z', address: expect.stringContaining('小城') as string },
      ...{ address_id: '', zipcode: '', lat: String(lat), long: String(long), media_url: '' },
    });
    const told: string[][] = [];
    for (const [path, body, wall] of [
      ['dispatch', { department: '城管局', to: '巡查二组 李四' }, '2026-09-18T17:00'],
      ['report-in', { department: '城管局' }, '2026-09-20T09:00'],
      ['defer', { reason: '摊主住院', until: '2026-09-21T02:00:00Z' }, '2026-09-20T09:30'],
      ['resume', {}, '2026-09-20T09:40'],
      ['resolve', {}, '2026-09-20T10:00'],
      ['verify', {}, '2026-09-20T11:00'],
      ['close', {}, '2026-09-21T09:00'],
    ] as const) {
      played.clock.nowMs = at(wall);
      await step(id!, path, body);
      const now = await state();
      expect(JSON.stringify(now)).not.toMatch(/李四|巡查二组|住院|someone|王/);
      told.push([now['status']!, now['status_notes']!, now['updated_datetime']!]);
    }
    expect(told).toEqual([
      ['open', '已通知部门，待报到', '2026-09-18T09:00:00Z'],
      ['open', '处置中', '2026-09-20T01:00:00Z'],
      ['open', '缓办中', '2026-09-20T01:30:00Z'],
      ['open', '处置中', '2026-09-20T01:40:00Z'],
      ['open', '已办结，待核实', '2026-09-20T02:00:00Z'],
      ['open', '已核实，待结案', '2026-09-20T03:00:00Z'],
      ['closed', '已结案', '2026-09-21T01:00:00Z'],
    ]);
    // A grade changes the record, not the day on which it was closed.
    played.clock.nowMs = at('2026-09-22T09:00');
    await step(id!, 'evaluate', { department: '城管局', speed: 5, quality: 4 });
    expect((await state())['updated_datetime']).toBe('2026-09-21T01:00:00Z');
    expect((await client.token(id!)).body).toEqual([{ service_request_id: id, token: id }]);
  });

  it('tells that one merged is closed', async () => {
    const client = clientOf(format);
    const ids: string[] = [];
    for (let i = 0; i < 2; i++) ids.push((await client.submit(complaint)).body[0]!['service_request_id']!);
    await step(ids[1]!, 'merge', { into: ids[0] });
    expect((await client.request(ids[1]!)).body[0]).toMatchObject({
      status: 'closed',
      status_notes: 'The same matter as another request, and dealt with there',
    });
  });
});

describe.each<Format>(['json', 'xml'])('a client that speaks %s and asks for what cannot be', (format) => {
  it.each<[string, Fields, number, string[]]>([
    ['no key', { api_key: '' }, 403, ['api_key is missing or invalid']],
    ['no service', { service_code: '' }, 400, ['service_code was not provided']],
    ['an unknown service', { service_code: 'X1' }, 404, ['service_code was not found']],
    ['an unknown city', { jurisdiction_id: 'atlantis' }, 404, ['jurisdiction_id was not found']],
    [
      'nothing at all',
      { service_code: '', lat: '', long: '' },
      400,
      [...['service_code was not provided', 'lat was not provided', 'long was not provided']],
    ],
    [
      'an address alone',
      { lat: '', long: '', address_string: '中山路 1 号' },
      400,
      ['Addresses cannot be looked up here: provide lat and long (WGS-84)'],
    ],
    ['half a place', { long: '' }, 400, ['long was not provided']],
    [
      'a place that is none',
      { lat: 'north', long: '181' },
      400,
      ['lat must be a number of degrees within ±90', 'long must be a number of degrees within ±180'],
    ],
    [
      'a place elsewhere',
      { lat: String(outsideSmallCity[1]), long: String(outsideSmallCity[0]) },
      400,
      ['The position is outside the city'],
    ],
    ['too much', { description: '长'.repeat(4001) }, 400, ['description has at most 4000 characters']],
    ['control characters', { description: 'a\u0001b' }, 400, ['description holds what is no character; is it UTF-8?']],
    ['half a character', { description: 'a\ufffdb' }, 400, ['description holds what is no character; is it UTF-8?']],
  ])('is refused as the specification says: %s', async (_what, wrong, code, descriptions) => {
    const before = (await call<{ whistles: Whistle[] }>('GET', `${base}/whistles?limit=1`)).body.whistles[0]?.code;
    const answer = await clientOf(format).submit({ ...complaint, ...wrong });
    expect([answer.status, answer.root]).toEqual([code, format === 'xml' ? 'errors' : '']);
    expect(answer.body).toEqual(descriptions.map((description) => ({ code: String(code), description })));
    const after = (await call<{ whistles: Whistle[] }>('GET', `${base}/whistles?limit=1`)).body.whistles[0]?.code;
    expect(after).toBe(before);
  });

  it('hears of what is not there in its own format and language', async () => {
    const client = clientOf(format, 'zh-CN,zh;q=0.9');
    for (const id of ['00000000-0000-4000-8000-000000000000', '17', '%00', '%zz'])
      expect([(await client.request(id)).status, (await client.token(id)).status], id).toEqual([404, 404]);
    expect((await client.request('17')).body).toEqual([{ code: '404', description: '没有这个 service_request_id' }]);
    const elsewhere = new GeoReportClient(`${played.server.url}/open311/v3`, format);
    expect((await elsewhere.services()).body[0]).toMatchObject({ code: '404' });
  });
});

describe('what becomes of a request', () => {
  const client = () => clientOf('json');
  it('is a whistle of the item’s lead, marked with where it came from, without the person', async () => {
    const secret = { first_name: 'Zhenni', phone: '13800000000', device_id: 'tt222111', account_id: 'acc-7' };
    const { body } = await client().submit({ ...complaint, ...secret });
    const id = body[0]!['service_request_id']!;
    const whistle = await whistleOf(id);
    expect(whistle).toMatchObject({
      ...{
        title: complaint.description,
        origin: 'person',
        sourceId: expect.stringMatching(/^open311:./) as string,
        position: inSmallCity,
      },
      ...{ kind: 'joint-enforcement', risk: 'high', stage: 'called' },
      item: { code: 'J001' },
    });
    expect(whistle.departments.map((d) => d.department)).toEqual(['城管局']);
    const { rows } = await dump();
    for (const text of [...Object.values(secret), apiKey]) expect(rows.filter((r) => r.includes(text))).toEqual([]);
  });
  /** Every row of every table that a request can reach, as text. */
  async function dump(): Promise<{ rows: string[] }> {
    const rows: string[] = [];
    for (const table of ['whistle', 'event', 'idempotency'] as const)
      for (const row of await played.server.db.selectFrom(table).selectAll().execute()) rows.push(JSON.stringify(row));
    return { rows };
  }

  it('has the item’s name as its title where nothing is described', async () => {
    const { body } = await client().submit({ ...complaint, description: ' ' });
    expect((await whistleOf(body[0]!['service_request_id']!)).title).toBe('占道经营');
  });

  it('keeps a long description whole: its beginning is the title, the rest is said with the call', async () => {
    const description = `${'长'.repeat(198)}🚒 and more\r\n2nd line`;
    const id = (await client().submit({ ...complaint, description })).body[0]!['service_request_id']!;
    expect((await whistleOf(id)).title).toBe(`${'长'.repeat(198)}…`);
    const { history } = (await call<{ history: HistoryRow[] }>('GET', `${base}/whistles/${id}/history`)).body;
    expect(history[0]).toMatchObject({ type: 'whistle.called', words: description });
    for (const format of ['json', 'xml'] as const)
      expect((await clientOf(format).request(id)).body[0]!['description']).toBe(description);
  });

  it('is one, however often it is sent under the same Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'phone-1-report-7' };
    const first = await client().submit(complaint, key);
    // The person may have corrected the e-mail: nothing of what is kept has changed.
    const again = await client().submit({ ...complaint, email: 'new@example.org' }, key);
    expect(again.body[0]!['service_request_id']).toBe(first.body[0]!['service_request_id']);
    const other = await client().submit({ ...complaint, description: 'another' }, key);
    expect([other.status, other.body.map((e) => e['code'])]).toEqual([400, ['400']]);
    const without = await client().submit(complaint);
    expect(without.body[0]!['service_request_id']).not.toBe(first.body[0]!['service_request_id']);
  });

  it('takes nothing but a form of bounded size', async () => {
    const url = `${played.server.url}/open311/v2/requests.json`;
    const form = new FormData();
    for (const [name, value] of Object.entries(complaint)) form.set(name, value);
    const bodies: [BodyInit, Record<string, string>][] = [
      [form, {}],
      [JSON.stringify(complaint), { 'content-type': 'application/json' }],
      [new URLSearchParams({ ...complaint, more: 'x'.repeat(100_000) }), {}],
      ['api_key=k', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-99' }],
    ];
    for (const [body, headers] of bodies) {
      const answer = await fetch(url, { method: 'POST', body, headers });
      expect([answer.status, (await answer.json()) as unknown]).toEqual([
        400,
        [{ code: 400, description: expect.any(String) as string }],
      ]);
    }
    const twice = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams([...Object.entries(complaint), ['lat', '31']]),
    });
    expect([twice.status, await twice.json()]).toEqual([
      400,
      [{ code: 400, description: 'lat was provided more than once' }],
    ]);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(400);
  });

  it('may be read from any page, and not sent from one', async () => {
    const url = `${played.server.url}/open311/v2/requests.json`;
    expect((await fetch(url)).headers.get('access-control-allow-origin')).toBe('*');
    const ahead = await fetch(url, { method: 'OPTIONS' });
    expect([ahead.status, ahead.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD']);
    const sent = await fetch(url, { method: 'POST', body: new URLSearchParams(complaint) });
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inSmallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { apiKey, at, item, startOpen311, type Played } from './city.ts';
import { GeoReportClient, type Fields } from './client.ts';

let played: Played;
let client: GeoReportClient;
/** Ids by the name that the test gave each request, in the order of sending. */
const ids: Record<string, string> = {};
const nameOf = (entry: Fields): string =>
  Object.keys(ids).find((name) => ids[name] === entry['service_request_id']) ?? entry['service_request_id']!;

const inCity = { jurisdiction_id: 'smallville' };
async function send(name: string, wall: string, service_code: string): Promise<void> {
  played.clock.nowMs = at(wall);
  const [long, lat] = inSmallCity;
  const fields = { api_key: apiKey, ...inCity, service_code, lat: String(lat), long: String(long) };
  ids[name] = (await client.submit(fields)).body[0]!['service_request_id']!;
}

beforeAll(async () => {
  played = await startOpen311([item('J001'), item('J002')], ['othertown', 'smallville']);
  client = new GeoReportClient(`${played.server.url}/open311/v2`, 'xml');
  await send('spring', '2026-03-01T09:00', 'J001');
  await send('june', '2026-06-25T09:00', 'J002');
  await send('closed', '2026-06-25T10:00', 'J001');
  const base = `${played.server.api}/cities/smallville/whistles`;
  for (const [step, body] of [['report-in', { department: '城管局' }], ['resolve'], ['verify'], ['close']] as const)
    await call('POST', `${base}/${ids['closed']}/${step}`, body ?? {});
  await send('august', '2026-08-01T09:00', 'J001');
  // The street's own affairs are not the public's.
  for (const sourceId of [null, '12345-77'])
    await call('POST', base, { item: 'J001', position: inSmallCity, departments: ['城管局'], sourceId });
  played.clock.nowMs = at('2026-09-18T16:30') + 500;
  await send('now', '2026-09-18T16:30', 'J002');
});
afterAll(() => played.stop());

const asked = async (query: Fields) => {
  const { status, body } = await client.requests({ ...inCity, ...query });
  return status === 200 ? body.map(nameOf) : [status, ...body.map((e) => e['description'])];
};

describe('GET requests', () => {
  it.each<[string, Fields, string[]]>([
    ['the newest ninety days', {}, ['now', 'august', 'closed', 'june']],
    ['empty arguments as none', { status: '', start_date: '', service_code: '' }, ['now', 'august', 'closed', 'june']],
    ['the open', { status: 'open' }, ['now', 'august', 'june']],
    ['the closed', { status: 'closed' }, ['closed']],
    ['both', { status: 'open,closed' }, ['now', 'august', 'closed', 'june']],
    ['one service', { service_code: 'J002' }, ['now', 'june']],
    ['several services', { service_code: 'J002, J001,X9' }, ['now', 'august', 'closed', 'june']],
    ['a service that is none', { service_code: "x' or 1=1" }, []],
    ['ninety days from a start', { start_date: '2026-02-20T00:00:00+08:00' }, ['spring']],
    ['ninety days up to an end', { end_date: '2026-06-25T02:00:00Z' }, ['closed', 'june']],
    [
      'a span, both ends of it',
      { start_date: '2026-06-25T01:00:00Z', end_date: '2026-06-25T02:00:00Z' },
      [...['closed', 'june']],
    ],
    ['a span without anything', { start_date: '2026-06-25T01:00:01Z', end_date: '2026-06-25T01:59:59Z' }, []],
    [
      'what an unknown argument does not change',
      { page: '3', extensions: 'true' },
      ['now', 'august', 'closed', 'june'],
    ],
  ])('finds %s', async (_what, query, names) => {
    expect(await asked(query)).toEqual(names);
  });

  it('gives what is named, whatever else is asked, and passes over what is not there', async () => {
    const named = [ids['spring'], 'not-an-id', '00000000-0000-4000-8000-000000000000', ids['now']].join(',');
    expect(await asked({ service_request_id: named, status: 'closed', start_date: 'nonsense' })).toEqual([
      'now',
      'spring',
    ]);
    const [, other] = (
      await call<{ whistles: { id: string }[] }>('GET', `${played.server.api}/cities/smallville/whistles`)
    ).body.whistles;
    expect(await asked({ service_request_id: other!.id })).toEqual([]);
    expect((await client.request(other!.id, inCity)).status).toBe(404);
  });

  it('a plus that was not encoded is still a plus', async () => {
    const url = `${client.endpoint}/requests.json?jurisdiction_id=smallville&start_date=2026-02-20T00:00:00+08:00`;
    expect(await (await fetch(url)).json()).toHaveLength(1);
  });

  it.each<[Fields, string]>([
    [{ status: 'pending' }, 'status must be open or closed'],
    [{ start_date: '2026-02-30T00:00:00Z' }, 'start_date must be a time with its zone, such as 2026-05-01T08:00:00Z'],
    [{ end_date: '2026-05-01' }, 'end_date must be a time with its zone, such as 2026-05-01T08:00:00Z'],
    [{ start_date: '2026-05-02T00:00:00Z', end_date: '2026-05-01T00:00:00Z' }, 'end_date is before start_date'],
    [
      { start_date: '2026-01-01T00:00:00Z', end_date: '2026-04-01T00:00:01Z' },
      'start_date and end_date may not span more than 90 days',
    ],
  ])('refuses %o', async (query, sentence) => {
    expect(await asked(query)).toEqual([400, sentence]);
  });
});

describe('jurisdiction_id', () => {
  it('is required where there are several cities, for each resource', async () => {
    const sentence = 'jurisdiction_id was not provided; there are: othertown, smallville';
    for (const answer of [
      ...[client.services(), client.requests(), client.request(ids['now']!), client.token(ids['now']!)],
      client.submit({ api_key: apiKey, service_code: 'J001' }),
    ])
      expect((await answer).body).toEqual([{ code: '400', description: sentence }]);
  });

  it('keeps the cities apart', async () => {
    expect((await client.requests({ jurisdiction_id: 'othertown' })).body).toEqual([]);
    expect((await client.request(ids['now']!, { jurisdiction_id: 'othertown' })).status).toBe(404);
    for (const jurisdiction_id of ['atlantis', 'A\u0000B', '../x'])
      expect((await client.services({ jurisdiction_id })).status).toBe(404);
  });
});

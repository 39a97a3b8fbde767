import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '../../../server/contract/item.ts';
import {
  listMediaTypes,
  type ItemCheck,
  type ItemLists,
  type StoredItemList,
} from '../../../server/contract/item-list.ts';
import type { Problem } from '../../../server/contract/problem.ts';
import { csvOf } from '../../../server/items/file/csv.ts';
import { rowsOf } from '../../../server/items/file/write-rows.ts';
import { xlsxOf } from '../../../server/items/file/xlsx.ts';
import { unzip, zipStored } from '../../../server/items/file/zip.ts';
import { smallCity } from '../../support/cities.ts';
import { StreamClient } from '../../support/client.ts';
import { ask, call, type Answer } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { item } from './lists.ts';

/** 23:30 on 30 June in Shanghai; 15:30 in UTC. */
const beforeMidnight = Date.parse('2026-06-30T15:30:00Z');
const hourMs = 3_600_000;
let nowMs = beforeMidnight;
let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());
beforeEach(async () => {
  nowMs = beforeMidnight;
  await server.db.deleteFrom('item_list').execute();
});

const spring = [item('P001'), item('P002'), item('E001', { kind: 'emergency', risk: 'critical' })];
const put = <T = StoredItemList & Problem>(startsOn: string, items: Item[], version?: number): Promise<Answer<T>> =>
  call<T>(
    'PUT',
    `${base}/item-lists/${startsOn}`,
    { items },
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );
const remove = (startsOn: string, version?: number) =>
  call<ItemLists & Problem>(
    'DELETE',
    `${base}/item-lists/${startsOn}`,
    undefined,
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );
const inForce = async (day = '') =>
  (await call<{ day: string; list: StoredItemList | null }>('GET', `${base}/items${day && `?day=${day}`}`)).body;
const lists = async () => (await call<ItemLists>('GET', `${base}/item-lists`)).body;

describe('the list of items', () => {
  it('is none at first; the first may begin at once, and holds until the next one begins', async () => {
    expect(await inForce()).toEqual({ day: '2026-06-30', until: null, list: null, initials: [] });
    expect(await lists()).toEqual({ today: '2026-06-30', lists: [] });
    const first = await put('2026-04-01', spring);
    expect([first.status, first.headers.get('etag')]).toEqual([200, `"${first.body.version}"`]);
    const summer = [...spring, item('P003')];
    expect((await put('2026-07-01', summer)).status).toBe(200);
    expect(await inForce()).toMatchObject({
      ...{ until: '2026-07-01', initials: ['sxp001', 'sxp002', 'sxe001'] },
      list: { startsOn: '2026-04-01', items: spring },
    });
    expect((await inForce('2026-09-30')).list).toMatchObject({ startsOn: '2026-07-01', items: summer });
    expect((await inForce('2026-03-31')).list).toBeNull();
    expect((await lists()).lists).toMatchObject([
      { startsOn: '2026-07-01', endsBefore: null, items: 4, begun: false },
      { startsOn: '2026-04-01', endsBefore: '2026-07-01', items: 3, begun: true },
    ]);
  });

  it('begins at midnight in the city, not in Greenwich', async () => {
    await put('2026-04-01', spring);
    await put('2026-07-01', [item('P009')]);
    nowMs = beforeMidnight + hourMs;
    expect(await inForce()).toMatchObject({ day: '2026-07-01', list: { startsOn: '2026-07-01' } });
    expect((await put('2026-07-01', spring, 1)).body).toMatchObject({ status: 409, code: 'list-in-force' });
  });

  it('that has begun is neither changed nor removed, nor is one put before it', async () => {
    const { version } = (await put('2026-04-01', spring)).body;
    expect((await put('2026-04-01', [item('P009')], version)).body.code).toBe('list-in-force');
    expect((await remove('2026-04-01', version)).body.code).toBe('list-in-force');
    for (const day of ['2026-01-01', '2026-06-30']) expect((await put(day, spring)).body.code).toBe('list-in-force');
    expect((await inForce()).list?.items).toEqual(spring);
  });

  it('that is to come is replaced and removed by who has seen it', async () => {
    await put('2026-04-01', spring);
    const { version } = (await put('2026-07-01', spring)).body;
    expect((await put('2026-07-01', [item('P009')])).body).toMatchObject({ status: 428, code: 'version-missing' });
    expect((await put('2026-07-01', [item('P009')], version + 1)).body).toMatchObject({
      status: 412,
      code: 'version-stale',
    });
    const changed = (await put('2026-07-01', [item('P009')], version)).body;
    expect(changed.version).toBeGreaterThan(version);
    expect((await remove('2026-07-01')).body.code).toBe('version-missing');
    expect((await remove('2026-07-01', version)).body.code).toBe('version-stale');
    const left = await remove('2026-07-01', changed.version);
    expect([left.status, left.body.lists.map((l) => l.startsOn)]).toEqual([200, ['2026-04-01']]);
    expect((await remove('2026-07-01', changed.version)).body).toMatchObject({
      status: 404,
      code: 'item-list-unknown',
    });
    const again = (await put('2026-07-01', spring)).body;
    expect(again.version).toBeGreaterThan(changed.version);
  });

  it('is refused where a code stands twice, a lead is not called, or a day is none', async () => {
    const paths = async (items: unknown[]) =>
      (await put('2026-07-01', items as Item[])).body.errors?.map((e) => e.pointer);
    expect(await paths([item('P001'), item('P001')])).toEqual(['/items/1/code']);
    expect(await paths([item('P001', { lead: '公安局' })])).toEqual(['/items/0/lead']);
    expect(await paths([item('P001', { departments: ['城市管理局', '城市管理局'] })])).toEqual([
      '/items/0/departments',
    ]);
    expect(await paths([])).toEqual(['/items']);
    expect((await put('2026-02-30', spring)).body).toMatchObject({ status: 422, code: 'input-invalid' });
    expect((await call('GET', `${server.api}/cities/atlantis/items`)).body.code).toBe('city-unknown');
    expect(
      (await call('PUT', `${server.api}/cities/atlantis/item-lists/2026-07-01`, { items: spring })).body.code,
    ).toBe('city-unknown');
  });

  it('tells every page that it has changed, and the live state stays whole', async () => {
    const client = new StreamClient(server.url, 'smallville');
    await client.until(() => true);
    const before = client.state.seq;
    const { version } = (await put('2026-07-01', spring)).body;
    await remove('2026-07-01', version);
    await client.until((s) => s.seq === before + 2);
    const events = await server.db
      .selectFrom('event')
      .select(['type', 'data'])
      .orderBy('seq', 'desc')
      .limit(2)
      .execute();
    expect(events).toEqual([1, 2].map(() => ({ type: 'items.listed', data: { startsOn: '2026-07-01' } })));
    expect(client.snapshot().open).toEqual([]);
    client.close();
  });
});

/** Sends a file to be checked. */
async function check(body: string | Buffer, type: string = listMediaTypes.csv, startsOn = '2026-07-01') {
  const response = await ask(`${base}/item-lists/check?startsOn=${startsOn}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, body: (await response.json()) as ItemCheck & Problem };
}

describe('a file that is checked', () => {
  it.each(['zh-CN', 'en'] as const)('comes back from an export as it was (%s), by CSV and XLSX', async (language) => {
    await put('2026-04-01', spring);
    for (const format of ['csv', 'xlsx'] as const) {
      const file = await ask(`${base}/item-lists/2026-04-01/items.${format}?language=${language}`);
      expect(file.headers.get('content-type')).toContain(listMediaTypes[format]);
      expect(file.headers.get('content-disposition')).toContain(`items-smallville-2026-04-01.${format}`);
      const { status, body } = await check(Buffer.from(await file.arrayBuffer()), listMediaTypes[format]);
      expect(status).toBe(200);
      expect(body).toEqual({
        startsOn: '2026-07-01',
        from: '2026-04-01',
        ...{ items: spring, notes: [], rejects: [], replaces: null },
        difference: { added: [], removed: [], changed: [] },
      });
    }
  });

  it('shows what would change from the list before, item by item', async () => {
    await put('2026-04-01', spring);
    const { version } = (await put('2026-07-01', [item('P007')])).body;
    const shorter = item('P001', { resolveWithin: { amount: 3, unit: 'day', time: 'working' } });
    const { body } = await check(csvOf(rowsOf([shorter, item('P002'), item('P003')], 'zh-CN')));
    expect(body).toMatchObject({ from: '2026-04-01', replaces: version });
    expect(body.difference.added.map((i) => i.code)).toEqual(['P003']);
    expect(body.difference.removed.map((i) => i.code)).toEqual(['E001']);
    expect(body.difference.changed).toMatchObject([{ code: 'P001', fields: ['resolveWithin'] }]);
    const after = await check(csvOf(rowsOf([item('P007')], 'en')), listMediaTypes.csv, '2026-10-01');
    expect(after.body).toMatchObject({
      from: '2026-07-01',
      replaces: null,
      difference: { added: [], removed: [], changed: [] },
    });
  });

  it('is told row by row and column by column, in both languages; the good rows stay', async () => {
    const rows = [
      ['编号', '事项名称', '类别', '可呼叫部门', '牵头部门', '报到时限', '办结时限', '风险等级', '评价权重', '备注'],
      [
        'p001',
        '=cmd|calc',
        '疑难问题',
        '城市管理局，水务局',
        '城市管理局',
        '1个工作日',
        '5 working days',
        '一般',
        '2',
        '',
      ],
      ['P002', '', 'problem', '水务局', '水务局', '30分钟', '3天', '一般', '1', ''],
      ['P003', '<b>粗</b>', '别的', '水务局', '公安局', '马上', '3天', '极高', '0', ''],
      [''],
      ['P001', '重复', '应急', '水务局、水务局', '', '30分钟', '24 小时', '', '', ''],
      ['E001', '<i>险情</i>', 'Emergency', '水务局;公安局', '', '30分钟', '24 小时', '', '', 'x'],
    ];
    const { body } = await check(rows.map((r) => r.join('\t')).join('\n'));
    expect(body.items.map((i) => [i.code, i.name, i.lead, i.risk])).toEqual([
      ['P001', '=cmd|calc', '城市管理局', 'normal'],
      ['E001', '<i>险情</i>', '水务局', 'normal'],
    ]);
    expect(body.rejects.map((r) => [r.row, r.column])).toEqual(
      [[3, 'name'], ...['kind', 'lead', 'reportWithin', 'risk', 'weight'].map((c) => [4, c]), [6, 'code']].sort(
        (a, b) => Number(a[0]) - Number(b[0]) || order(String(a[1])) - order(String(b[1])),
      ),
    );
    expect(body.rejects.at(-1)).toMatchObject({
      zh: '编号“P001”已在第 2 行',
      en: 'the code P001 stands already in row 2',
    });
    expect(body.notes.map((n) => [n.row, n.column])).toEqual(
      expect.arrayContaining([
        [1, null],
        [2, 'code'],
        [7, 'lead'],
        [7, 'risk'],
        [7, 'weight'],
      ]),
    );
  });
  /** The order in which a row is read. */
  const order = (column: string): number =>
    ['departments', 'code', 'name', 'kind', 'lead', 'reportWithin', 'resolveWithin', 'risk', 'weight'].indexOf(column);

  it('may be in GB18030', async () => {
    // 编号;事项名称;类别;可呼叫部门;报到时限;办结时限 / P001;路灯不亮;疑难问题;供电公司;1天;3天, as Excel saves it in China.
    const gbk = Buffer.from(
      'b1e0bac53bcac2cfeec3fbb3c63bc0e0b1f03bbfc9baf4bdd0b2bfc3c53bb1a8b5bdcab1cfde3bb0ecbde1cab1cfde0d0a503030313bc2' +
        'b7b5c6b2bbc1c13bd2c9c4d1cecacce23bb9a9b5e7b9abcbbe3b31ccec3b33ccec0d0a',
      'hex',
    );
    const { body } = await check(gbk);
    expect(body.rejects).toEqual([]);
    expect(body.items).toMatchObject([{ code: 'P001', name: '路灯不亮', lead: '供电公司' }]);
  });

  it('as JSON is checked by the same rules', async () => {
    const sent = [item('P001'), item('P001'), item('P002', { lead: '公安局' }), { ...item('P003'), weight: 0 }, 5];
    const answer = await call<ItemCheck>('POST', `${base}/item-lists/check?startsOn=2026-07-01`, { items: sent });
    expect(answer.body.items).toEqual([item('P001')]);
    expect(answer.body.rejects.map((r) => [r.row, r.column])).toEqual([
      [2, 'code'],
      [3, 'lead'],
      [4, 'weight'],
      [5, null],
    ]);
  });
});

describe('a file that cannot be used', () => {
  it('is a reject where it is no list, and the server goes on', async () => {
    const workbook = await xlsxOf(rowsOf(spring, 'en'));
    // 40 MB of zeros in 40 kB, behind headers that say that it is one byte.
    const packed = deflateRawSync(Buffer.alloc(40 * 1024 * 1024));
    const bomb = zipStored([{ path: 'xl/workbook.xml', bytes: packed }]);
    const deflated = Buffer.from(bomb);
    deflated.writeUInt16LE(8, bomb.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 10);
    const unpacked = unzip(workbook, () => true, { entries: 50, bytes: 1e6 });
    // Row 2 moved to where no memory reaches: a reader that makes room for all rows before it never ends.
    const moved = (xml: string): string => xml.replace(/(?<= r="[A-Z]?)2(?=")/g, '99999999999');
    const farAway = zipStored(
      unpacked.map(({ path, bytes }) => ({
        path,
        bytes: path.includes('sheet1') ? Buffer.from(moved(Buffer.from(bytes).toString())) : bytes,
      })),
    );
    for (const [name, file] of Object.entries({
      bomb: deflated,
      farAway,
      torn: workbook.subarray(0, 900),
      old: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0]),
      picture: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]),
      prose: Buffer.from('nothing of a list'),
      headOnly: Buffer.from(csvOf(rowsOf([], 'en'))),
    })) {
      const { status, body } = await check(file, listMediaTypes.xlsx);
      expect([name, status, body.items, body.rejects.length]).toEqual([name, 200, [], 1]);
    }
    const why = async (file: Buffer) => (await check(file, listMediaTypes.xlsx)).body.rejects[0]!.zh;
    expect(await why(farAway)).toBe('文件内容过大，无法读取');
    expect(await why(deflated)).toBe('这个 XLSX 文件无法读取');
    expect((await check(workbook, listMediaTypes.xlsx)).body.items).toHaveLength(3);
  });

  it('is refused where it is too large, of another type, or sent where none is taken', async () => {
    expect((await check(Buffer.alloc(2 * 1024 * 1024 + 1, 'x'))).body.code).toBe('body-too-large');
    expect((await check('x', 'text/html')).body.code).toBe('media-type-unsupported');
    const elsewhere = await ask(`${base}/stations`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: 'x',
    });
    expect(elsewhere.status).toBe(415);
  });
});

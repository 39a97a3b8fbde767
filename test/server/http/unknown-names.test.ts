import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

const whistle = { title: '消防通道堵塞', position: inSmallCity, departments: ['城管局'] };

describe('a name that the contract does not know', () => {
  it.each([
    ['in a whistle', '/whistles', { ...whistle, calledAt: '2020-01-01T00:00:00Z' }, '/calledAt'],
    ['in a station', '/stations', { name: '新站', position: inSmallCity, hour: [] }, '/hour'],
    ['in a question about coverage', '/coverage?radius=500', undefined, '#query/radius'],
    ['in a search', '/search?q=x&max=3', undefined, '#query/max'],
    ['where no query is taken', '/stations?open=true', undefined, '#query/open'],
  ])('%s is refused by name, not passed over', async (_what, path, body, pointer) => {
    const answer = await call(body === undefined ? 'GET' : 'POST', base + path, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'input-invalid']);
    expect(answer.body.errors?.map((e) => e.pointer)).toEqual([pointer]);
  });
});

describe('what is left out or wrong in kind', () => {
  it('a change of a station that is none names the field', async () => {
    const { body: station } = await call<{ id: string }>('POST', `${base}/stations`, {
      name: '新站',
      position: inSmallCity,
    });
    const change = (body: unknown) => call('PATCH', `${base}/stations/${station.id}`, body, { 'if-match': '"1"' });
    expect((await change({ open: 'yes' })).body.errors?.map((e) => e.pointer)).toEqual(['/open']);
    expect((await change({})).body.detail).toContain('either position or open');
    expect((await change({ open: false, position: inSmallCity })).status).toBe(422);
    expect((await change({ open: false })).status).toBe(200);
  });

  it('null is JSON, but no whistle; a step needs no body', async () => {
    const none = await call('POST', `${base}/whistles`, null);
    expect([none.status, none.body.code]).toEqual([422, 'input-invalid']);
    const called = (await call<Whistle>('POST', `${base}/whistles`, whistle)).body;
    const step = (path: string, version: number, body?: unknown) =>
      call<Whistle>('POST', `${base}/whistles/${called.id}/${path}`, body, { 'if-match': `"${version}"` });
    await step('report-in', 1, { department: '城管局' });
    expect((await step('resolve', 2)).body.stage).toBe('resolved');
    expect((await step('verify', 3)).body.stage).toBe('verified');
    expect((await step('close', 4)).body.stage).toBe('closed');
  });

  it('is told in the language that is asked for, else in English', async () => {
    const said = async (language?: string) => {
      const headers: Record<string, string> = language === undefined ? {} : { 'accept-language': language };
      return (await call('GET', `${base}/at?lng=x&lat=1`, undefined, headers)).body.detail;
    };
    expect(await said('zh-CN,zh;q=0.9,en;q=0.8')).toBe('#query/lng: 应为数字');
    expect(await said('de')).toBe('#query/lng: must be a number');
    expect(await said()).toBe('#query/lng: must be a number');
  });

  it.each([
    ['zh', { title: ' ' }, '/title: 不能为空'],
    ['zh', { title: '长'.repeat(201) }, '/title: 最多 200 个字'],
    ['zh', { departments: [] }, '/departments: 至少 1 项'],
    ['zh', { kind: 'other' }, '/kind: 只能是：problem、joint-enforcement、emergency'],
    ['zh', { position: undefined }, '/position: 必填'],
    ['zh', { color: 'red' }, '/color: 没有这个字段'],
    ['zh', { at: 'gestern' }, '/at: 不是有效的时间，应如 2026-05-01T08:00:00Z'],
    ['en', { title: 5 }, '/title: must be a text'],
    ['en', { position: [200, 31] }, '/position/0: is at most 180'],
  ])('in words for people (%s): %j', async (language, wrong, said) => {
    const { body } = await call('POST', `${base}/whistles`, { ...whistle, ...wrong }, { 'accept-language': language });
    expect([body.code, body.detail]).toEqual(['input-invalid', said]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../server/contract/problem.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }] });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

const whistle = { title: '消防通道堵塞', position: inSmallCity, departments: ['城管局'] };
const halfPair = '\ud83d';

describe('text that is no text', () => {
  it.each([
    ['NUL in the title', { ...whistle, title: 'a\u0000b' }, '/title'],
    ['NUL in a department', { ...whistle, departments: ['城管局', 'x\u0000'] }, '/departments/1'],
    ['half a character', { ...whistle, departments: [`城管${halfPair}`] }, '/departments/0'],
    ['what a decoder could not read', { ...whistle, title: 'a\ufffd' }, '/title'],
    ['NUL in the number of the source', { ...whistle, sourceId: '\u0000' }, '/sourceId'],
  ])('%s is refused where it stands, and nothing is stored', async (_what, body, pointer) => {
    const answer = await call('POST', `${base}/whistles`, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'input-invalid']);
    expect(answer.body.errors?.map((e) => e.pointer)).toEqual([pointer]);
    const { body: list } = await call<{ whistles: unknown[] }>('GET', `${base}/whistles`);
    expect(list.whistles).toEqual([]);
  });

  it('is refused in a query too, and a path that cannot be decoded names nothing', async () => {
    for (const text of ['%00', '%E0%A4%A']) {
      const query = await call('GET', `${base}/search?q=${text}`);
      expect([query.status, query.body.code]).toEqual([422, 'input-invalid']);
    }
    const path = await call('GET', `${server.api}/cities/%zz`);
    expect([path.status, path.body.code]).toEqual([404, 'route-unknown']);
  });

  it('a body in GBK is refused, and says what to do in the language of the asker', async () => {
    const body = Buffer.concat([
      Buffer.from('{"title":"'),
      Buffer.from([0xcf, 0xfb, 0xb7, 0xc0]),
      Buffer.from(`","position":${JSON.stringify(inSmallCity)},"departments":["x"]}`),
    ]);
    const headers = { 'content-type': 'application/json', 'accept-language': 'zh-CN,zh;q=0.9' };
    const answer = await ask(`${base}/whistles`, { method: 'POST', headers, body });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as Problem).detail).toBe('/title: 含有无法识别的字符，请使用 UTF-8 编码');
  });

  it('whole characters of any script pass', async () => {
    const answer = await call<{ title: string }>('POST', `${base}/whistles`, { ...whistle, title: '𠮷野家门口 🚒' });
    expect([answer.status, answer.body.title]).toEqual([201, '𠮷野家门口 🚒']);
  });

  it('a city in a time zone that nobody knows is refused', async () => {
    const city = { id: 'mars', name: '火星', nameEn: 'Mars', timeZone: 'Mars/Olympus', bbox: [118, 31, 118.1, 31.1] };
    const answer = await call('POST', `${server.api}/cities`, city);
    expect([answer.status, answer.body.code]).toEqual([422, 'input-invalid']);
    expect(answer.body.errors?.map((e) => e.pointer)).toEqual(['/timeZone']);
  });
});

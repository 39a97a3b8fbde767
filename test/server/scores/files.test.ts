import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'csv-parse/sync';
import type { Scores } from '../../../server/contract/score.ts';
import { harmless } from '../../../server/scores/files.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { ask, call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const evil = '=HYPERLINK("http://x","点")';
let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated' }] });
  base = `${server.api}/cities/smallville`;
  await call('PUT', `${base}/clock`, { cityAt: '2026-12-01T00:00:00Z', speed: 0, mark: 'demo' });
  const at = '2026-05-01T00:00:00.000Z';
  const input = { title: 't', position: inSmallCity, departments: ['城管局', evil], at };
  const { body } = await call<{ id: string }>('POST', `${base}/whistles`, input);
  const step = (path: string, more: object = {}) =>
    call('POST', `${base}/whistles/${body.id}/${path}`, { at, ...more });
  for (const department of ['城管局', evil]) await step('report-in', { department });
  for (const path of ['resolve', 'verify', 'close']) await step(path);
  await step('evaluate', { department: '城管局', speed: 4, quality: 3 });
});
afterAll(() => server.stop());

const fetched = async (ending: string, language: string) => {
  const answer = await ask(`${base}/scores.${ending}?period=2026&lang=${language}`);
  expect(answer.status).toBe(200);
  return answer;
};

describe('the table as CSV', () => {
  it('is UTF-8 with its mark, has what the API says, and no cell that is a formula', async () => {
    const answer = await fetched('csv', 'zh');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=scores-2026.csv');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = parse<Record<string, string>>(bytes, { bom: true, columns: true });
    expect(rows.map((r) => r['部门'])).toEqual([`'${evil}`, '城管局', '全市（每件哨单计一次）']);
    expect(rows[1]).toMatchObject({ 周期: '2026', 应结案: '1', 按时率: '100.00%', '综合得分（百分制）': '70.00' });
    expect(rows[0]).toMatchObject({ 评价数: '0', '综合得分（百分制）': '' });
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
  });

  it('makes every text harmless that a spreadsheet would read as a formula, and leaves the others', () => {
    for (const text of ['=1+1', '+1', '-1', '@a', '\t=1', '\r=1', ' =1', '\n@'])
      expect(harmless(text)).toBe(`'${text}`);
    for (const text of ['城管局', 'a=1', '1-2', '']) expect(harmless(text)).toBe(text);
  });
});

describe('the table as XLSX', () => {
  it('opens with the same numbers as numbers and every text as a text, and brings its rules', async () => {
    const answer = await fetched('xlsx', 'en');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=scores-2026.xlsx');
    const bytes = Buffer.from(await answer.arrayBuffer());
    const sheets = await readXlsxFile(bytes);
    expect(sheets.map((s) => s.sheet)).toEqual(['Scores', 'Rules']);
    const [head, ...rows] = sheets[0]!.data;
    const cell = (row: number, name: string) => rows[row]![head!.indexOf(name)];
    const { departments } = (await call<Scores>('GET', `${base}/scores?period=2026`)).body;
    expect(rows).toHaveLength(departments.length + 1);
    departments.forEach((d, i) => {
      expect(cell(i, 'Department')).toBe(d.department);
      expect(cell(i, 'On-time rate')).toBe(d.onTimeRate);
      expect(cell(i, 'Composite (of 100)')).toBe(d.composite);
    });
    expect(sheets[1]!.data.flat().join('\n')).toContain('closed in time ÷ (due − deferred)');
  });
});

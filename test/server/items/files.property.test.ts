import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCsv, csvOf, decodeText } from '../../../server/items/file/csv.ts';
import { checkList } from '../../../server/items/file/check-list.ts';
import { rowsOf } from '../../../server/items/file/write-rows.ts';
import { checkXlsx, xlsxOf } from '../../../server/items/file/xlsx.ts';
import { unzip, zipStored } from '../../../server/items/file/zip.ts';
import { list } from './lists.ts';

const language = fc.constantFrom('zh-CN' as const, 'en' as const);
const bytesOf = (text: string): Buffer => Buffer.from(text);

describe('a list that was written is read back as it was', () => {
  it('in CSV', () => {
    fc.assert(
      fc.property(list(), language, (items, l) => {
        expect(checkCsv(bytesOf(csvOf(rowsOf(items, l))))).toEqual({ items, notes: [], rejects: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('in CSV that a spreadsheet has saved with other marks', () => {
    const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    // What begins like a formula behind an apostrophe has lost it in a spreadsheet; that is not told apart.
    const plain = list().filter((items) => !JSON.stringify(items).includes("'"));
    fc.assert(
      fc.property(plain, fc.constantFrom(';', '\t', ','), fc.constantFrom('\n', '\r\n', '\r'), (items, mark, end) => {
        const text = rowsOf(items, 'zh-CN')
          .map((cells) => cells.map(quoted).join(mark) + end)
          .join('');
        expect(checkCsv(bytesOf(text)).items).toEqual(items);
      }),
      { numRuns: 200 },
    );
  });

  it('in XLSX', async () => {
    await fc.assert(
      fc.asyncProperty(list(6), language, async (items, l) => {
        expect(await checkXlsx(await xlsxOf(rowsOf(items, l)))).toEqual({ items, notes: [], rejects: [] });
      }),
      { numRuns: 100 },
    );
  });
});

describe('garbage is never thrown back', () => {
  const nothing = { items: [], notes: [] };

  it('any bytes are a CSV with rejects', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { items, rejects } = checkCsv(bytes);
        expect(items).toEqual([]);
        expect(rejects.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('any rows give each row as an item or a reject', () => {
    const rows = fc.array(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 10 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, (below) => {
        const header = rowsOf([], 'en')[0]!;
        const { items, rejects } = checkList([header, ...below]);
        const rejected = new Set(rejects.map((r) => r.row));
        const filled = below.filter((cells) => cells.some((c) => c.trim() !== '')).length;
        if (filled > 0) expect(items.length + rejected.size).toBe(filled);
        for (const { zh, en } of rejects) expect([zh, en]).not.toContain('');
      }),
      { numRuns: 300 },
    );
  });

  it('a workbook with a torn or changed byte is read or rejected', async () => {
    const whole = await xlsxOf([['x']]);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.nat(255), fc.boolean(), async (at, byte, tear) => {
        const broken = Buffer.from(tear ? whole.subarray(0, at) : whole);
        if (!tear) broken[at] = byte;
        expect(await checkXlsx(broken)).toMatchObject(nothing);
      }),
      { numRuns: 300 },
    );
  });

  it('packing and unpacking give the same entries', () => {
    const entry = fc.record({
      path: fc.string({ minLength: 1, maxLength: 9 }),
      bytes: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        const back = unzip(zipStored(entries), () => true, { entries: 5, bytes: 1000 });
        expect(back.map((e) => [e.path, [...e.bytes]])).toEqual(entries.map((e) => [e.path, [...e.bytes]]));
      }),
    );
  });
});

describe('the letters of a file', () => {
  it('are UTF-8, UTF-16 with its mark, or GB18030', () => {
    // 编号 in GB18030.
    expect(decodeText(Uint8Array.of(0xb1, 0xe0, 0xba, 0xc5))).toBe('编号');
    expect(decodeText(bytesOf('\ufeff编号'))).toBe('编号');
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x16, 0x7f))).toBe('编');
    expect(decodeText(Uint8Array.of(0xff))).toBeUndefined();
  });
});

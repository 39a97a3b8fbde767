import { CsvError, parse } from 'csv-parse/sync';
import type { CheckedItems } from '../../contract/item-list.ts';
import { checkList, unreadable } from './check-list.ts';

/** Longest record, characters: an item has less than 3,000. */
const maxRecord = 20_000;

const marks = ['\t', ';', ','] as const;
/** The mark between the cells: the one that the first line with any text holds most often. */
function markOf(text: string): string {
  const head = /^.*\S.*$/m.exec(text)?.[0] ?? '';
  const count = (mark: string): number => head.split(mark).length;
  return [...marks].sort((a, b) => count(b) - count(a))[0]!;
}

/** The bytes as text: UTF-16 or UTF-8 by its mark, else UTF-8 where it is that, else GB18030; undefined where none fits. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encodings = bytes[0] === 0xff && bytes[1] === 0xfe ? ['utf-16le'] : ['utf-8', 'gb18030'];
  for (const encoding of encodings)
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  return undefined;
}

/** What a spreadsheet would take for a formula is written behind an apostrophe, which is taken off again when read. */
const formula = /^'*[=+\-@\t\r]/;
const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);
const unguarded = (text: string): string => (text.startsWith("'") && formula.test(text) ? text.slice(1) : text);

/** Checks a list in CSV; never throws. */
export function checkCsv(bytes: Uint8Array): CheckedItems {
  const text = decodeText(bytes);
  if (text === undefined || text.includes('\u0000'))
    return unreadable('不是 CSV 文本（UTF-8 或 GB18030）', 'this is no CSV text in UTF-8 or GB18030');
  try {
    const rows = parse(text, {
      delimiter: markOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: maxRecord,
    });
    return checkList(rows.map((cells) => cells.map(unguarded)));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return unreadable(`CSV 格式有误：${error.code}`, `the CSV is broken: ${error.message}`);
  }
}

const quoted = (text: string): string =>
  /[",;\t\r\n]/.test(text) || text.startsWith(' ') ? `"${text.replaceAll('"', '""')}"` : text;

/** Rows as CSV: UTF-8 with its mark, by which Excel knows it, commas, CRLF. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((cells) => `${cells.map((c) => quoted(guarded(c))).join(',')}\r\n`).join('')}`;

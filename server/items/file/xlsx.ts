import { InvalidInputError, InvalidSpreadsheetError, readSheet, SheetNotFoundError } from 'read-excel-file/node';
import writeSheet from 'write-excel-file/node';
import type { CheckedItems } from '../../contract/item-list.ts';
import { checkList, unreadable } from './check-list.ts';
import { unzip, ZipError, zipStored } from './zip.ts';

/** A list of 1,000 items is some 300 kB of XML; spreadsheet programs add styles. */
const limits = { entries: 500, bytes: 16 * 1024 * 1024 };
const isXml = (path: string): boolean => path.endsWith('.xml') || path.endsWith('.xml.rels');

const textOf = (cell: unknown): string => {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
};

const isOurs = (error: unknown): error is Error =>
  [ZipError, InvalidInputError, InvalidSpreadsheetError, SheetNotFoundError].some((kind) => error instanceof kind);

/**
 * Checks the first sheet of a workbook. The library unpacks whatever an archive holds, and makes room for every row that a
 * sheet claims to have: so it gets a new archive of what was unpacked within limits, and runs in a thread of its own
 * (`file-thread.ts`), whose memory and time are bounded too. Never throws.
 */
export async function checkXlsx(bytes: Uint8Array): Promise<CheckedItems> {
  try {
    const rows = await readSheet(zipStored(unzip(bytes, isXml, limits)), { trim: true });
    return checkList(rows.map((cells) => cells.map(textOf)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // What the library throws of a broken sheet is not always of a class of its own.
    return unreadable(
      '这个 XLSX 文件无法读取',
      `this XLSX file cannot be read${isOurs(error) ? `: ${why.slice(0, 120)}` : ''}`,
    );
  }
}

/**
 * A text as a cell may hold it: what reads like an escaped character (`_x0041_`, ECMA-376 22.9.2.19) is escaped itself, and
 * so is a text that is a name of every object, which the library would take for one that it has written already.
 */
function escaped(text: string): string {
  const safe = text.replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
  if (!(safe in {})) return safe;
  return `_x${safe.charCodeAt(0).toString(16).padStart(4, '0')}_${safe.slice(1)}`;
}

const widths = [9, 30, 14, 46, 24, 16, 16, 12, 10];

/** Rows as a workbook of one sheet, the header fixed; every cell is a text, so that nothing in it is a formula. */
export const xlsxOf = (rows: readonly (readonly string[])[]): Promise<Buffer> =>
  writeSheet(
    rows.map((cells, i) =>
      cells.map((c) => ({ value: escaped(c), type: String, ...(i === 0 ? { fontWeight: 'bold' as const } : {}) })),
    ),
    { columns: widths.map((width) => ({ width })), stickyRowsCount: 1 },
  ).toBuffer();

import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { exclusionNames, exclusions, scoreFigureNames, scoreFigures } from '../contract/score-figures.ts';
import type { Scores } from '../contract/score.ts';
import { scoreTable, type Cell, type Language } from './table.ts';

/** Excel takes a file without this mark for one in the machine's own code page. */
const byteOrderMark = '\ufeff';

/** A text that a spreadsheet would take for a formula, with a mark before it that makes it a text. */
export const harmless = (text: string): string => (/^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csvCell(cell: Cell): string {
  if (cell.kind === 'text') return quoted(harmless(cell.value));
  if (cell.value === null) return '';
  if (cell.kind === 'count') return String(cell.value);
  return cell.kind === 'share' ? `${(cell.value * 100).toFixed(2)}%` : cell.value.toFixed(2);
}

/** UTF-8 with its mark, lines ended as RFC 4180 says. */
export const csvOf = (scores: Scores, language: Language): string =>
  byteOrderMark +
  scoreTable(scores, language)
    .map((row) => row.map(csvCell).join(',') + '\r\n')
    .join('');

const formats = { count: '0', share: '0.00%', points: '0.00' } as const;

/** A text is stored as a text: no spreadsheet reads it as a formula. */
const xlsxCell = (cell: Cell): SheetData[number][number] => {
  if (cell.kind === 'text') return { type: String, value: cell.value };
  return cell.value === null ? null : { type: Number, value: cell.value, format: formats[cell.kind] };
};

const names = { zh: { table: '部门得分', notes: '口径' }, en: { table: 'Scores', notes: 'Rules' } };

/** How each figure is made and what is left out, for whoever has the file alone. */
function notes({ period, from, to, asOf, seq }: Scores, language: Language): SheetData {
  const line = (...texts: string[]) => texts.map((value) => ({ type: String, value }));
  return [
    line('period', period),
    line('from', from),
    line('to', to),
    line('as of', asOf),
    line('event', String(seq)),
    ...scoreFigureNames.map((name) => line(name, scoreFigures[name][language])),
    ...exclusionNames.map((name) => line(name, exclusions[name][language])),
  ];
}

export async function xlsxOf(scores: Scores, language: Language): Promise<Buffer> {
  const [head, ...rest] = scoreTable(scores, language).map((row) => row.map(xlsxCell));
  const bold = head!.map((cell) => ({ ...(cell as object), fontWeight: 'bold' as const }));
  const wide = head!.map((_, column) => ({ width: column === 1 ? 28 : 14 }));
  return writeXlsxFile([
    { data: [bold, ...rest], sheet: names[language].table, columns: wide, stickyRowsCount: 1, stickyColumnsCount: 2 },
    { data: notes(scores, language), sheet: names[language].notes, columns: [{ width: 18 }, { width: 70 }] },
  ]).toBuffer();
}

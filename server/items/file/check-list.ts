import {
  itemColumns,
  maxItems,
  type CheckedItems,
  type ItemColumn,
  type ItemRemark,
} from '../../contract/item-list.ts';
import type { ListLanguage } from '../../contract/period.ts';
import { heads, readHead } from './columns.ts';
import { readRow, type CellRemark } from './read-row.ts';

/** Columns that may be left out: the rest is of no use without them. */
const mayLack: readonly ItemColumn[] = ['lead', 'risk', 'weight'];
/** More remarks than this nobody reads. */
const maxRemarks = 500;

/** A file of which nothing can be used. */
export const unreadable = (zh: string, en: string): CheckedItems => ({
  items: [],
  notes: [],
  rejects: [{ row: null, column: null, zh, en }],
});

const headNames = (columns: readonly ItemColumn[], language: ListLanguage): string =>
  columns.map((c) => heads[language][c]).join(language === 'en' ? ', ' : '、');

interface Header {
  at: Map<ItemColumn, number>;
  notes: ItemRemark[];
  rejects: ItemRemark[];
}

/** Which column stands where; the first of two with one meaning counts. */
function readHeader(cells: readonly string[], row: number): Header {
  const header: Header = { at: new Map(), notes: [], rejects: [] };
  for (const [i, text] of cells.entries()) {
    const column = readHead(text);
    if (column !== undefined && !header.at.has(column)) header.at.set(column, i);
    else if (text.trim() !== '')
      header.notes.push({
        row,
        column: column ?? null,
        zh: `不使用“${text.trim().slice(0, 40)}”这一列`,
        en: `the column “${text.trim().slice(0, 40)}” is not used`,
      });
  }
  const lacking = itemColumns.filter((c) => !header.at.has(c) && !mayLack.includes(c));
  if (lacking.length > 0)
    header.rejects.push({
      row,
      column: null,
      zh: `缺少列：${headNames(lacking, 'zh-CN')}`,
      en: `these columns are missing: ${headNames(lacking, 'en')}`,
    });
  return header;
}

const isBlank = (cells: readonly string[]): boolean => cells.every((c) => c.trim() === '');

/** Collects the items of the rows below the header; a code that stands twice counts where it stands first. */
class Collector {
  readonly checked: CheckedItems = { items: [], notes: [], rejects: [] };
  private readonly rowOfCode = new Map<string, number>();

  constructor(private readonly at: Map<ItemColumn, number>) {}

  take(cells: readonly string[], row: number): void {
    const { item, notes, rejects } = readRow((column) => (cells[this.at.get(column) ?? -1] ?? '').trim());
    const placed = (remarks: CellRemark[]): ItemRemark[] => remarks.map((r) => ({ row, ...r }));
    this.checked.notes.push(...placed(notes));
    this.checked.rejects.push(...placed(rejects));
    if (item === null) return;
    const first = this.rowOfCode.get(item.code);
    if (first !== undefined) {
      const [zh, en] = [`编号“${item.code}”已在第 ${first} 行`, `the code ${item.code} stands already in row ${first}`];
      this.checked.rejects.push({ row, column: 'code', zh, en });
      return;
    }
    this.rowOfCode.set(item.code, row);
    this.checked.items.push(item);
  }
}

/**
 * Checks the rows of a list, the first that is not blank being the header in Chinese or English. Every row below ends as
 * an item or in `rejects`; what was repaired or assumed stands in `notes`. Never throws. Texts stay texts: neither a tag nor
 * a formula means anything here.
 */
export function checkList(rows: readonly (readonly string[])[]): CheckedItems {
  const top = rows.findIndex((cells) => !isBlank(cells));
  if (top < 0) return unreadable('文件中没有内容', 'the file is empty');
  const header = readHeader(rows[top]!, top + 1);
  if (header.rejects.length > 0) return { items: [], notes: [], rejects: header.rejects };
  const collector = new Collector(header.at);
  const below = [...rows.entries()].slice(top + 1).filter(([, cells]) => !isBlank(cells));
  if (below.length > maxItems)
    return unreadable(
      `最多 ${maxItems} 项，文件有 ${below.length} 行`,
      `at most ${maxItems} items; the file has ${below.length} rows`,
    );
  for (const [i, cells] of below) collector.take(cells, i + 1);
  const { items, notes, rejects } = collector.checked;
  if (below.length === 0) return unreadable('表头下面没有事项', 'there are no items below the header');
  return { items, notes: [...header.notes, ...notes].slice(0, maxRemarks), rejects: rejects.slice(0, maxRemarks) };
}

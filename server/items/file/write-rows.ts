import type { Item } from '../../contract/item.ts';
import { itemColumns, type ItemColumn } from '../../contract/item-list.ts';
import { periodText, type ListLanguage } from '../../contract/period.ts';
import { heads, kindWords, riskWords } from './columns.ts';

const cellOf: Record<ItemColumn, (item: Item, language: ListLanguage) => string> = {
  code: (i) => i.code,
  name: (i) => i.name,
  kind: (i, l) => kindWords[l][i.kind],
  departments: (i, l) => i.departments.join(l === 'en' ? '; ' : '、'),
  lead: (i) => i.lead,
  reportWithin: (i, l) => periodText(i.reportWithin, l),
  resolveWithin: (i, l) => periodText(i.resolveWithin, l),
  risk: (i, l) => riskWords[l][i.risk],
  weight: (i) => String(i.weight),
};

/** A list as rows of text under a header; `checkList` reads it back as it was. */
export const rowsOf = (items: readonly Item[], language: ListLanguage): string[][] => [
  itemColumns.map((c) => heads[language][c]),
  ...items.map((item) => itemColumns.map((c) => cellOf[c](item, language))),
];

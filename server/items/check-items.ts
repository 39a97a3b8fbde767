import { itemSchema, type Item } from '../contract/item.ts';
import { itemColumns, type CheckedItems, type ItemColumn } from '../contract/item-list.ts';
import { sentencesIn } from '../http/sentences.ts';

/** The issues of one item in both languages, by field. */
function issuesOf(value: unknown, row: number): CheckedItems['rejects'] {
  const [zh, en] = (['zh', 'en'] as const).map(
    (l) => itemSchema.safeParse(value, { error: sentencesIn(l) }).error!.issues,
  );
  return zh!.map((issue, i) => {
    const [field] = issue.path;
    const column = itemColumns.find((c): c is ItemColumn => c === field) ?? null;
    return { row, column, zh: issue.message, en: en![i]!.message };
  });
}

function lawsBroken(item: Item, row: number, seen: ReadonlySet<string>): CheckedItems['rejects'] {
  const broken: CheckedItems['rejects'] = [];
  if (seen.has(item.code))
    broken.push({ row, column: 'code', zh: `编号“${item.code}”重复`, en: `the code ${item.code} stands twice` });
  if (!item.departments.includes(item.lead))
    broken.push({
      row,
      column: 'lead',
      zh: `牵头部门“${item.lead}”不在可呼叫部门中`,
      en: `the lead “${item.lead}” is not among the departments`,
    });
  if (new Set(item.departments).size < item.departments.length)
    broken.push({ row, column: 'departments', zh: '部门重复', en: 'a department is named twice' });
  return broken;
}

/** Checks items that come as JSON, by the same rules as a file; the first is in row 1. */
export function checkItems(values: readonly unknown[]): CheckedItems {
  const checked: CheckedItems = { items: [], notes: [], rejects: [] };
  const seen = new Set<string>();
  for (const [i, value] of values.entries()) {
    const parsed = itemSchema.safeParse(value);
    const rejects = parsed.success ? lawsBroken(parsed.data, i + 1, seen) : issuesOf(value, i + 1);
    checked.rejects.push(...rejects);
    if (!parsed.success || rejects.length > 0) continue;
    seen.add(parsed.data.code);
    checked.items.push(parsed.data);
  }
  return checked;
}

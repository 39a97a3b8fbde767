import { z } from 'zod';
import { daySchema, itemSchema, type Item } from './item.ts';

/** Most items of a list. */
export const maxItems = 1000;

/** The columns of a list as a file holds it, in their order. */
export const itemColumns = [
  'code',
  'name',
  'kind',
  'departments',
  'lead',
  'reportWithin',
  'resolveWithin',
  'risk',
  'weight',
] as const satisfies readonly (keyof Item)[];
export type ItemColumn = (typeof itemColumns)[number];

/** Something about a file: a repair (a note) or what cannot be used (a reject), where it stands, in both languages. */
export const remarkSchema = z
  .object({
    /** Row as a spreadsheet counts it, from 1; `null`: the whole file. */
    row: z.int().nullable(),
    column: z.enum(itemColumns).nullable(),
    zh: z.string(),
    en: z.string(),
  })
  .meta({ id: 'ItemRemark' });
export type ItemRemark = z.infer<typeof remarkSchema>;

/** What a check of rows comes to: the items that can be used, what was repaired, what cannot be used. */
export interface CheckedItems {
  items: Item[];
  notes: ItemRemark[];
  rejects: ItemRemark[];
}

/** What is between two lists, item by item. */
export const itemDifferenceSchema = z
  .object({
    added: z.array(itemSchema),
    removed: z.array(itemSchema),
    changed: z.array(
      z.object({
        code: z.string(),
        fields: z.array(z.enum(itemColumns)),
        before: itemSchema,
        after: itemSchema,
      }),
    ),
  })
  .meta({ id: 'ItemDifference' });
export type ItemDifference = z.infer<typeof itemDifferenceSchema>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
/** The fields in which two items differ; the order of departments counts, since they are called in it. */
const changedFields = (before: Item, after: Item): ItemColumn[] =>
  itemColumns.filter((column) => {
    const [a, b] = [before[column], after[column]];
    return typeof a === 'object' && !Array.isArray(a)
      ? !same(Object.entries(a).sort(), Object.entries(b as object).sort())
      : !same(a, b);
  });

/** What changes from one list to another; items are the same where their code is. */
export function differenceOf(from: readonly Item[], to: readonly Item[]): ItemDifference {
  const [before, after] = [from, to].map((items) => new Map(items.map((i) => [i.code, i]))) as [
    Map<string, Item>,
    Map<string, Item>,
  ];
  return {
    added: to.filter((i) => !before.has(i.code)),
    removed: from.filter((i) => !after.has(i.code)),
    changed: to.flatMap((item) => {
      const was = before.get(item.code);
      const fields = was === undefined ? [] : changedFields(was, item);
      return was === undefined || fields.length === 0 ? [] : [{ code: item.code, fields, before: was, after: item }];
    }),
  };
}

const twice = (values: readonly string[]): string | undefined => values.find((v, i) => values.indexOf(v) !== i);

/** A whole list to be stored: each code once, each lead among the departments. */
export const itemListPutSchema = z
  .strictObject({ items: z.array(itemSchema).min(1).max(maxItems) })
  .superRefine(({ items }, context) => {
    const seen = new Set<string>();
    for (const [i, { code, departments, lead }] of items.entries()) {
      const say = (field: keyof Item, message: string): void =>
        context.addIssue({ code: 'custom', path: ['items', i, field], message });
      if (seen.has(code)) say('code', `${code} 编号重复 · this code stands twice`);
      if (!departments.includes(lead)) say('lead', '牵头部门不在可呼叫部门中 · the lead is not among the departments');
      if (twice(departments) !== undefined) say('departments', '部门重复 · a department is named twice');
      seen.add(code);
    }
  })
  .meta({ id: 'ItemListPut' });

/** A revision without its items. */
export const itemListHeadSchema = z
  .object({
    startsOn: daySchema,
    /** First day on which it no longer holds; `null` while no later list is there. */
    endsBefore: daySchema.nullable(),
    items: z.int(),
    version: z.int(),
    /** Its day has begun in the city: it may not be changed any more. */
    begun: z.boolean(),
  })
  .meta({ id: 'ItemListHead' });
export type ItemListHead = z.infer<typeof itemListHeadSchema>;

/** All revisions, the newest first, and which day it is in the city. */
export const itemListsSchema = z.object({ today: daySchema, lists: z.array(itemListHeadSchema) });
export type ItemLists = z.infer<typeof itemListsSchema>;

export const storedListSchema = z
  .object({ startsOn: daySchema, version: z.int(), items: z.array(itemSchema) })
  .meta({ id: 'StoredItemList' });
export type StoredItemList = z.infer<typeof storedListSchema>;

/** The list that holds on a day; `null` where none does. */
export const itemsOnDaySchema = z
  .object({
    day: daySchema,
    /** First day after it on which another list holds; `null` while none is to come. */
    until: daySchema.nullable(),
    list: storedListSchema.nullable(),
    /** First letters of each item's name in pinyin, in the order of the items. */
    initials: z.array(z.string()),
  })
  .meta({ id: 'ItemsOnDay' });
export type ItemsOnDay = z.infer<typeof itemsOnDaySchema>;

/** A file or a list checked, and what would change on the day that it begins. */
export const itemCheckSchema = z
  .object({
    startsOn: daySchema,
    items: z.array(itemSchema),
    notes: z.array(remarkSchema),
    rejects: z.array(remarkSchema),
    /** Start of the list that would hold before; `null` where none would. */
    from: daySchema.nullable(),
    difference: itemDifferenceSchema,
    /** Version of a list that begins on that very day and would be replaced; `null` where none does. */
    replaces: z.int().nullable(),
  })
  .meta({ id: 'ItemCheck' });
export type ItemCheck = z.infer<typeof itemCheckSchema>;

/** Media types of a list as a file. */
export const listMediaTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type ListFormat = keyof typeof listMediaTypes;

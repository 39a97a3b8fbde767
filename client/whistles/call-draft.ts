import type { Item } from '../../server/contract/item.ts';
import type { Position } from '../../server/contract/geo.ts';
import type { WhistleKind } from '../../server/contract/kinds.ts';
import type { CallInput } from '../api/whistles.ts';

/** Departments that streets call, for a matter that is not in the list, those called most first; any other can be added by name. */
export const usualDepartments = [
  '城市管理局',
  '公安局',
  '公安局交警支队',
  '市场监督管理局',
  '住房和城乡建设局',
  '应急管理局',
  '消防救援支队',
  '生态环境局',
  '水务局',
  '民政局',
  '信访局',
  '交通运输局',
  '自然资源和规划局',
  '卫生健康委员会',
  '司法局',
  '人力资源和社会保障局',
  '教育局',
  '文化和旅游局',
  '农业农村局',
  '供电公司',
  '燃气公司',
] as const;

export interface CallDraft {
  /** Whether the matter is chosen from the list of items; else everything is said by hand. */
  fromList: boolean;
  item: Item | null;
  title: string;
  kind: WhistleKind;
  risk: 'normal' | 'high' | 'critical';
  departments: string[];
}

export const newDraft = (): CallDraft => ({
  fromList: false,
  item: null,
  title: '',
  kind: 'problem',
  risk: 'normal',
  departments: [],
});

/**
 * What choosing an item changes: kind and risk are the item's, its lead is called, and its name is the title where the
 * person has written none of their own. `null`: the item was taken back.
 */
export function withItem(draft: CallDraft, item: Item | null): Partial<CallDraft> {
  const named = draft.title.trim() === '' || draft.title === draft.item?.name;
  const title = named ? (item?.name ?? '') : draft.title;
  if (item === null) return { item, title, departments: [] };
  return { item, title, kind: item.kind, risk: item.risk, departments: [item.lead] };
}

/** What going over to a matter that is not in the list changes, and back. */
export const withSource = (draft: CallDraft, fromList: boolean): Partial<CallDraft> => ({
  ...withItem(draft, null),
  fromList,
  kind: 'problem',
  risk: 'normal',
});

export type MissingField = 'item' | 'what' | 'departments' | 'place';

/** Which fields are still empty; while the item is, nothing is asked that follows from it. */
export function missingFields(draft: CallDraft, position: Position | null): MissingField[] {
  const place: MissingField[] = position === null ? ['place'] : [];
  if (draft.fromList && draft.item === null) return ['item', ...place];
  return [
    ...(draft.title.trim() === '' ? (['what'] as const) : []),
    ...(draft.departments.length === 0 ? (['departments'] as const) : []),
    ...place,
  ];
}

/** The call to send; throws a RangeError while the place is missing. */
export function callOf(draft: CallDraft, position: Position | null): CallInput {
  if (position === null) throw new RangeError('a whistle needs a place');
  const { title, kind, risk, departments, item } = draft;
  return { title: title.trim(), kind, risk, departments, position, ...(item === null ? {} : { item: item.code }) };
}

import type { Position } from '../../server/contract/geo.ts';
import type { WhistleKind } from '../../server/contract/kinds.ts';
import type { CallInput } from '../api/whistles.ts';

/** Departments that streets call most; any other can be added by name. Assumed until the list of items exists. */
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
] as const;

export interface CallDraft {
  title: string;
  kind: WhistleKind;
  risk: 'normal' | 'high' | 'critical';
  departments: string[];
}

export const newDraft = (): CallDraft => ({
  title: '',
  kind: 'problem',
  risk: 'normal',
  departments: [],
});

/** Which fields are still empty. */
export const missingFields = (draft: CallDraft, position: Position | null): ('what' | 'departments' | 'place')[] => [
  ...(draft.title.trim() === '' ? (['what'] as const) : []),
  ...(draft.departments.length === 0 ? (['departments'] as const) : []),
  ...(position === null ? (['place'] as const) : []),
];

/** The call to send; throws a RangeError while the place is missing. */
export function callOf({ title, kind, risk, departments }: CallDraft, position: Position | null): CallInput {
  if (position === null) throw new RangeError('a whistle needs a place');
  return { title: title.trim(), kind, risk, departments, position };
}

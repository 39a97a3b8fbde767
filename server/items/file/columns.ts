import type { ItemColumn } from '../../contract/item-list.ts';
import type { ListLanguage } from '../../contract/period.ts';
import type { Item } from '../../contract/item.ts';

/** Heads of the columns as a list is written. */
export const heads: Record<ListLanguage, Record<ItemColumn, string>> = {
  'zh-CN': {
    code: '编号',
    name: '事项名称',
    kind: '类别',
    departments: '可呼叫部门',
    lead: '牵头部门',
    reportWithin: '报到时限',
    resolveWithin: '办结时限',
    risk: '风险等级',
    weight: '评价权重',
  },
  en: {
    code: 'Code',
    name: 'Item',
    kind: 'Kind',
    departments: 'Departments',
    lead: 'Lead',
    reportWithin: 'Report within',
    resolveWithin: 'Resolve within',
    risk: 'Risk',
    weight: 'Weight',
  },
};

/** What else people write over a column. */
const alsoHeads: Record<ItemColumn, string[]> = {
  code: ['事项编号', '编码', '事项编码', 'item code'],
  name: ['事项', '名称', '问题名称', 'name', 'title'],
  kind: ['类型', '事项类别', '哨类', 'type'],
  departments: ['部门', '呼叫部门', '责任部门', '应哨部门', 'department', 'may be called'],
  lead: ['牵头', '牵头单位', '主办部门', '主责部门', 'leads', 'lead department'],
  reportWithin: ['报到期限', '应哨时限', 'report deadline', 'reportwithin'],
  resolveWithin: ['办结期限', '处置时限', '处置期限', '解决时限', 'resolve deadline', 'resolvewithin'],
  risk: ['风险', '风险级别', 'risk class'],
  weight: ['权重', '分值权重'],
};

export const kindWords: Record<ListLanguage, Record<Item['kind'], string>> = {
  'zh-CN': { problem: '疑难问题', 'joint-enforcement': '联合执法', emergency: '应急处置' },
  en: { problem: 'problem', 'joint-enforcement': 'joint enforcement', emergency: 'emergency' },
};
const alsoKinds: Record<string, Item['kind']> = {
  街道无法解决的问题: 'problem',
  街道解决不了的问题: 'problem',
  难题: 'problem',
  问题: 'problem',
  'problem the street cannot solve': 'problem',
  'joint-enforcement': 'joint-enforcement',
  应急: 'emergency',
  突发: 'emergency',
  应急事件: 'emergency',
};

export const riskWords: Record<ListLanguage, Record<Item['risk'], string>> = {
  'zh-CN': { normal: '一般', high: '较高', critical: '重大' },
  en: { normal: 'normal', high: 'high', critical: 'critical' },
};

/** A word as it is compared: width, case and space do not count. */
const plainWord = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim();

type Entry<T> = [word: string, meaning: T];
const wordsOf = <T extends string>(both: Record<ListLanguage, Record<T, string>>): Entry<T>[] =>
  Object.values(both).flatMap((words) => Object.entries(words).map(([value, word]) => [word, value] as Entry<T>));
const reader = <T extends string>(entries: Entry<T>[]): ((text: string) => T | undefined) => {
  const known = new Map(entries.map(([word, meaning]) => [plainWord(word), meaning]));
  return (text) => known.get(plainWord(text));
};

export const readHead = reader<ItemColumn>([
  ...wordsOf(heads),
  ...Object.entries(alsoHeads).flatMap(([column, words]) =>
    words.map((w): Entry<ItemColumn> => [w, column as ItemColumn]),
  ),
]);
export const readKind = reader<Item['kind']>([...wordsOf(kindWords), ...Object.entries(alsoKinds)]);
export const readRisk = reader<Item['risk']>(wordsOf(riskWords));

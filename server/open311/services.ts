import type { Item, Period } from '../contract/item.ts';
import type { WhistleKind } from '../contract/kinds.ts';
import type { Language } from '../http/sentences.ts';
import type { Sentence } from './answer.ts';
import { refuse } from './refusal.ts';
import type { Document } from './xml.ts';

const kinds: Record<WhistleKind, Sentence> = {
  problem: { zh: '疑难问题', en: 'Hard problem' },
  'joint-enforcement': { zh: '联合执法', en: 'Joint enforcement' },
  emergency: { zh: '应急处置', en: 'Emergency' },
};

const units: Record<Period['time'], Record<Period['unit'], Sentence>> = {
  calendar: {
    minute: { zh: '分钟', en: 'minute' },
    hour: { zh: '小时', en: 'hour' },
    day: { zh: '天', en: 'day' },
  },
  working: {
    minute: { zh: '个工作分钟', en: 'working minute' },
    hour: { zh: '个工作小时', en: 'working hour' },
    day: { zh: '个工作日', en: 'working day' },
  },
};

function period({ amount, unit, time }: Period, language: Language): string {
  const name = units[time][unit][language];
  return language === 'zh' ? `${amount} ${name}` : `${amount} ${name}${amount === 1 ? '' : 's'}`;
}

const description = ({ lead, resolveWithin }: Item, language: Language): string =>
  language === 'zh'
    ? `由${lead}牵头，${period(resolveWithin, 'zh')}内办结`
    : `Led by ${lead}; dealt with within ${period(resolveWithin, 'en')}`;

/** The items in force as a list of services. None asks for more than a place and a description. */
export const serviceList = (items: readonly Item[], language: Language): Document => ({
  root: 'services',
  value: items.map((item) => ({
    service_code: item.code,
    service_name: item.name,
    description: description(item, language),
    metadata: false,
    type: 'realtime',
    keywords: item.departments.join(', '),
    group: kinds[item.kind][language],
  })),
});

/** The item of that code; throws a 404. */
export function serviceOf(items: readonly Item[], code: string): Item {
  const item = items.find((i) => i.code === code);
  if (item === undefined) throw refuse(404, '现行事项清单中没有这个 service_code', 'service_code was not found');
  return item;
}

export const serviceDefinition = ({ code }: Item): Document => ({
  root: 'service_definition',
  value: { service_code: code, attributes: [] },
});

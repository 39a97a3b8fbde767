import type { Period } from './item.ts';

/** Languages in which lists are written down. */
export type ListLanguage = 'zh-CN' | 'en';

const units: Record<Period['unit'], { working: string; calendar: string; en: string }> = {
  minute: { working: '工作分钟', calendar: '分钟', en: 'minute' },
  hour: { working: '工作小时', calendar: '小时', en: 'hour' },
  day: { working: '个工作日', calendar: '天', en: 'day' },
};

/** A period in words: `3 个工作日`, `30 分钟`; `3 working days`, `30 minutes`. */
export function periodText({ amount, unit, time }: Period, language: ListLanguage): string {
  const words = units[unit];
  if (language === 'zh-CN') return `${amount} ${words[time]}`;
  return `${amount} ${time === 'working' ? 'working ' : ''}${words.en}${amount === 1 ? '' : 's'}`;
}

const times: Record<string, Period['time']> = {
  工作: 'working',
  working: 'working',
  business: 'working',
  自然: 'calendar',
  日历: 'calendar',
  calendar: 'calendar',
};
const unitWords: [RegExp, Period['unit']][] = [
  [/^(分钟?|minutes?|mins?)$/, 'minute'],
  [/^(小时|钟头|hours?|hrs?|h)$/, 'hour'],
  [/^([日天]|days?|d)$/, 'day'],
];
const whole =
  /^(\d{1,4}|[一二两三四五六七八九十]{1,3})个?(工作|自然|日历|working|business|calendar)?(\D+?)(?:之内|以内|内)?$/;

const digits = '〇一二三四五六七八九';

/** `15`, `三`, `两`, `十五`, `二十`, `二十一`; NaN for anything else. */
function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const found = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(text.replaceAll('两', '二'));
  if (found === null) return NaN;
  const [, tens, ten, ones] = found;
  const value = (digit: string | undefined): number => (digit === undefined ? 0 : digits.indexOf(digit));
  if (ten === undefined) return ones === undefined ? value(tens) || NaN : NaN;
  return (tens === undefined ? 1 : value(tens)) * 10 + value(ones);
}

/** Reads what people write: `30分钟`, `4 工作小时`, `三个工作日内`, `24 hours`; `null` where it is no period. */
export function readPeriod(text: string): Period | null {
  const found = whole.exec(text.normalize('NFKC').toLowerCase().replace(/\s/g, ''));
  if (found === null) return null;
  const [, number, time, word] = found as unknown as [string, string, string | undefined, string];
  const unit = unitWords.find(([pattern]) => pattern.test(word))?.[1];
  const amount = numberOf(number);
  if (unit === undefined || !(amount >= 1 && amount <= 1000)) return null;
  return { amount, unit, time: time === undefined ? 'calendar' : times[time]! };
}

/** How figures, ages and dates are written, per language. Pure: the caller gives the locale and the time zone. */
export type Locale = 'zh-CN' | 'en';

const thin = '\u2009';
const han = '\\p{Script=Han}';
const latin = '[\\p{Script=Latin}\\d%]';
const hanLatin = new RegExp(`(${han})(?=${latin})`, 'gu');
const latinHan = new RegExp(`(${latin})(?=${han})`, 'gu');

/** Puts a thin space between Chinese and Latin letters or digits, and leaves other text as it is. */
export const spaced = (text: string): string => text.replace(hanLatin, `$1${thin}`).replace(latinHan, `$1${thin}`);

/** A count of people or things: `12.3万` and `1.26亿` in zh-CN from ten thousand on, grouped digits in English. */
export function formatCount(value: number, locale: Locale): string {
  const size = Math.abs(value);
  if (locale === 'en' || size < 10_000) return Math.round(value).toLocaleString('en-US');
  const [unit, word] = size >= 99_995_000 ? [1e8, '亿'] : [1e4, '万'];
  const scaled = value / unit;
  const places = Math.abs(scaled) < 100 ? 1 : 0;
  return spaced(
    `${scaled.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: places })}${word}`,
  );
}

/** Grouped digits, always exact. */
export const formatExact = (value: number): string => Math.round(value).toLocaleString('en-US');

/** An official rate, to two places as the source has them: `92.01%`. */
export const formatRate = (share: number): string => `${(share * 100).toFixed(2)}%`;

/** Any other share, to one place; never rounded up to a false `100%` or down to a false `0%`. */
export function formatShare(share: number): string {
  if (share > 0.999 && share < 1) return '>99.9%';
  if (share > 0 && share < 0.001) return '<0.1%';
  return `${(share * 100).toFixed(share === 0 || share === 1 ? 0 : 1)}%`;
}

/** Square metres as km². */
export function formatKm2(squareMetres: number): string {
  const km2 = squareMetres / 1e6;
  return `${km2 < 10 ? km2.toFixed(2) : Math.round(km2).toLocaleString('en-US')}${thin}km²`;
}

const steps = [
  { ms: 86_400_000, zh: '天', en: 'd' },
  { ms: 3_600_000, zh: '小时', en: 'h' },
  { ms: 60_000, zh: '分钟', en: 'min' },
  { ms: 1000, zh: '秒', en: 's' },
] as const;

/** A span in its largest whole unit: `3 分钟`, `3 min`. Below a second it is `0 秒`. */
export function formatSpan(spanMs: number, locale: Locale): string {
  const size = Math.abs(spanMs);
  const step = steps.find((s) => size >= s.ms) ?? steps[3];
  const n = Math.floor(size / step.ms);
  return locale === 'en' ? `${n}${thin}${step.en}` : `${n}${thin}${step.zh}`;
}

/** How long ago: `3 分钟前`, `3 min ago`. */
export const formatAge = (ageMs: number, locale: Locale): string =>
  locale === 'en' ? `${formatSpan(Math.max(0, ageMs), locale)} ago` : `${formatSpan(Math.max(0, ageMs), locale)}前`;

/** Making a format costs a hundred times what using it does. */
const wallFormats = new Map<string, Intl.DateTimeFormat>();
function wallFormat(timeZone: string, seconds: boolean): Intl.DateTimeFormat {
  const key = `${timeZone} ${seconds}`;
  const known = wallFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    ...({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const),
    ...(seconds ? { second: '2-digit' as const } : {}),
  });
  wallFormats.set(key, made);
  return made;
}

/** `2026-11-23 14:05` (with `seconds`, `14:05:09`) in the city's time zone. */
export const formatInstant = (instant: string | number, timeZone: string, seconds = false): string =>
  wallFormat(timeZone, seconds).format(new Date(instant));

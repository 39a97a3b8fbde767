import type { Locale } from '../i18n/format.ts';
import type { Ramp } from '../map/ramps.ts';
import type { Theme } from '../view/url.ts';

/** What each class of a ramp means: of shares the upper end (`≤40%`), of counts `2` or `500+` (up to the next class). */
export function classTexts(theme: Exclude<Theme, 'none'>, { breaks }: Ramp, locale: Locale): string[] {
  if (theme === 'coverage') {
    const middle = breaks.slice(1, -1).map((b) => `<${Math.round(b * 100)}%`);
    return ['0%', ...middle, '<100%', '100%'];
  }
  return [
    '0',
    ...breaks.map((from, i) => {
      const next = breaks[i + 1];
      const tenThousands = locale === 'en' ? `${from / 1000}k` : `${from / 10_000}万`;
      const text = from >= 10_000 ? tenThousands : from.toLocaleString('en-US');
      return next === from + 1 ? text : `${text}+`;
    }),
  ];
}

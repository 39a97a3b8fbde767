import type { Ramp } from '../map/ramps.ts';
import type { Theme } from '../view/url.ts';

/** What each class of a ramp means: of shares the upper end (`≤40%`), of counts `2` or `500+` (up to the next class). */
export function classTexts(theme: Exclude<Theme, 'none'>, { breaks }: Ramp): string[] {
  if (theme === 'coverage') {
    const middle = breaks.slice(1, -1).map((b) => `<${Math.round(b * 100)}%`);
    return ['0%', ...middle, '<100%', '100%'];
  }
  return [
    '0',
    ...breaks.map((from, i) => {
      const next = breaks[i + 1];
      const text = from >= 10_000 ? `${from / 1000}k` : from.toLocaleString('en-US');
      return next === from + 1 ? text : `${text}+`;
    }),
  ];
}

import type { Locale } from './format.ts';

/** Several things in a row, as the language lists them: `a、b` in Chinese, `a, b` in English. */
export const formatList = (items: readonly string[], locale: Locale): string =>
  new Intl.ListFormat(locale, { type: 'conjunction', style: 'narrow' }).format(items);

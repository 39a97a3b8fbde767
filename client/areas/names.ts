import type { Locale } from '../i18n/format.ts';
import type { AreaTree } from './tree.ts';

/** An area and those around it, from the district down, without the city; the bare code where nobody knows it yet. */
export function areaNames(tree: AreaTree | null, code: string, locale: Locale): string[] {
  const chain = tree?.chain(code).slice(1) ?? [];
  return chain.length === 0 ? [code] : chain.map((a) => (locale === 'en' ? a.nameEn : a.name));
}

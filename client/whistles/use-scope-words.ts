import { computed, type ComputedRef } from 'vue';
import { scopeOf, seesAll, type ScopePart } from '../../server/contract/scope.ts';
import { areaNames } from '../areas/names.ts';
import { useAreas } from '../areas/store.ts';
import { useCity } from '../city/store.ts';
import { formatList } from '../i18n/lists.ts';
import { useWords } from '../i18n/words.ts';
import { useServices } from '../services.ts';

/** More parts than this are counted, not named. */
const named = 3;

/** The part of the city in view that somebody sees, in words: `镜湖区 · 赭山街道、城市管理局`; `null` where it is all of it. */
export function useScopeWords(): ComputedRef<string | null> {
  const { session } = useServices();
  const { t, locale } = useWords();
  const city = useCity();
  const areas = useAreas();
  const wordsOf = ({ area, department }: ScopePart): string =>
    [
      ...(area === null ? [] : areaNames(areas.tree, area, locale.value)),
      ...(department === null ? [] : [department]),
    ].join(' · ');
  return computed(() => {
    if (city.city === null) return null;
    const scope = scopeOf(session(), city.city.id);
    if (seesAll(scope)) return null;
    const parts = [...new Set(scope.parts.map(wordsOf))];
    const rest = parts.length - named;
    return rest > 0
      ? t('figures.partsMore', { parts: formatList(parts.slice(0, named), locale.value), n: rest })
      : formatList(parts, locale.value);
  });
}

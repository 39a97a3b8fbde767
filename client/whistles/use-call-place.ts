import { computed, type ComputedRef, type Ref } from 'vue';
import { rights as grantRights } from '../../server/contract/access.ts';
import type { Position } from '../../server/contract/geo.ts';
import { useAreas } from '../areas/store.ts';
import { usePlaceName, type PlaceName } from '../areas/use-place-name.ts';
import { useCity } from '../city/store.ts';
import { formatList } from '../i18n/lists.ts';
import { useWords } from '../i18n/words.ts';
import { useRights } from '../people/session.ts';
import { useServices } from '../services.ts';

export interface CallPlace {
  /** The place in words; of one where its caller may not call, why not. */
  where: ComputedRef<PlaceName | null>;
  isOutside: ComputedRef<boolean>;
}

/** Where a whistle is to stand, and whether whoever calls may call there: it is said before anything is sent. */
export function useCallPlace(place: Ref<Position | null>): CallPlace {
  const { session } = useServices();
  const { t, locale } = useWords();
  const city = useCity();
  const areas = useAreas();
  const rights = useRights();
  const named = usePlaceName(place);
  const own = computed(() => {
    const callers = session().grants.filter((g) => grantRights[g.role].includes('whistle.call'));
    const codes = callers.flatMap((g) => (g.city === city.city?.id && g.area !== null ? [g.area] : []));
    const known = [...new Set(codes)].flatMap((code) => areas.tree.byCode.get(code) ?? []);
    return formatList(
      known.map((a) => (locale.value === 'en' ? a.nameEn : a.name)),
      locale.value,
    );
  });
  const isOutside = computed(() => {
    const within = named.value?.areas ?? [];
    return within.length > 0 && !rights.may('whistle.call', { areas: within });
  });
  const where = computed(() => {
    if (!isOutside.value || named.value === null) return named.value;
    const text = t('call.outside', { where: named.value.text, own: own.value });
    return { ...named.value, text, refused: true };
  });
  return { where, isOutside };
}

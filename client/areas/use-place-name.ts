import { computed, onScopeDispose, watch, type ComputedRef, type Ref } from 'vue';
import type { Position } from '../../server/contract/geo.ts';
import { fetchZoneAt } from '../api/city.ts';
import { createLoad } from '../api/load.ts';
import { sentenceOf } from '../api/problem.ts';
import { useCity } from '../city/store.ts';
import { useWords } from '../i18n/words.ts';
import { useServices } from '../services.ts';
import { useAreas } from './store.ts';

/** Where a chosen place lies, in words; `refused`: no whistle or station can stand there, and the words say why. */
export interface PlaceName {
  text: string;
  refused: boolean;
  /** Codes of the areas that it lies in, the district first; empty where that is not known. */
  areas: readonly string[];
}

/** A place that is being dragged is asked about when it rests. */
const restMs = 150;

/** Names the place by its street and community as soon as it is chosen; `null` while that is not known. */
export function usePlaceName(place: Ref<Position | null>): ComputedRef<PlaceName | null> {
  const { http } = useServices();
  const { locale } = useWords();
  const city = useCity();
  const areas = useAreas();
  const zone = createLoad<Awaited<ReturnType<typeof fetchZoneAt>>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));
  watch(
    place,
    (at) => {
      clearTimeout(timer);
      zone.reset();
      const of = city.city?.id;
      if (at === null || of === undefined) return;
      timer = setTimeout(() => void zone.run((signal) => fetchZoneAt(http, of, at, signal)), restMs);
    },
    { immediate: true },
  );
  return computed(() => {
    if (zone.status.value === 'failed')
      return { text: sentenceOf(zone.error.value, locale.value), refused: true, areas: [] };
    if (zone.data.value === null) return null;
    const chain = areas.tree.chain(zone.data.value.community).slice(1);
    const text = chain.map((a) => (locale.value === 'en' ? a.nameEn : a.name)).join(' · ');
    return { text, refused: false, areas: chain.map((a) => a.code) };
  });
}

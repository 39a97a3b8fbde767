import type { Map as MapLibreMap } from 'maplibre-gl';
import { ref, type Ref } from 'vue';

/** A map whose tiles do not come keeps the rest of the page waiting no longer than this. */
const patienceMs = 2500;

/**
 * What is seen first. On a desk that is the map: it is opened in an empty frame, and the bar and the column are furnished
 * when its first tiles are drawn, because building them at the same time would delay both. Where there is no map to wait
 * for, everything is there at once.
 */
export function useFirstSight(hasMap: boolean): {
  furnished: Ref<boolean>;
  mapOpened: (map: MapLibreMap | null) => void;
} {
  const furnished = ref(!hasMap);
  const furnish = (): void => void (furnished.value = true);
  return {
    furnished,
    mapOpened: (map) => {
      if (furnished.value) return;
      if (map === null) {
        furnish();
        return;
      }
      map.once('load', furnish);
      setTimeout(furnish, patienceMs);
    },
  };
}

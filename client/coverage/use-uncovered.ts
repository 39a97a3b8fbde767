import { watch } from 'vue';
import { fetchUncovered, type Uncovered } from '../api/coverage.ts';
import type { Http } from '../api/http.ts';
import { createLoad, type Load } from '../api/load.ts';
import { useAreas } from '../areas/store.ts';
import { useView } from '../view/store.ts';

/**
 * What no circle reaches in the open area, as polygons; read only while it is shown, and again when coverage changes:
 * `countedSeq` is the event that is counted in it.
 */
export function useUncovered(http: Http, countedSeq: () => number | null): Load<Uncovered> {
  const view = useView();
  const areas = useAreas();
  const uncovered = createLoad<Uncovered>();
  const read = async (): Promise<void> => {
    const { city, minutes } = view;
    const area = areas.current;
    if (city === null || area === null || !view.shows('uncovered')) return;
    await uncovered.run((signal) => fetchUncovered(http, city, area.code, minutes, signal));
  };
  watch(
    () => [areas.current?.code, view.minutes, view.shows('uncovered')] as const,
    () => {
      uncovered.reset();
      void read();
    },
    { immediate: true },
  );
  watch(countedSeq, () => void read());
  return uncovered;
}

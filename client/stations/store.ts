import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Station } from '../../server/contract/station.ts';
import { useAreas } from '../areas/store.ts';
import { liesIn } from '../areas/tree.ts';
import { useLive } from '../live/store.ts';

/** The stations of the city, and those in the open area, by code. */
export const useStations = defineStore('stations', () => {
  const live = useLive();
  const areas = useAreas();
  // The same array while no station changed: most flushes only bring whistles.
  const all = computed((before: Station[] | undefined) => {
    const now = live.state === null ? [] : [...live.state.stations.values()];
    const same = before?.length === now.length && now.every((s, i) => s === before[i]);
    return same ? before : now;
  });
  const inService = computed(() => all.value.filter((s) => s.open));
  const inArea = computed(() =>
    all.value.filter((s) => liesIn(s, areas.current)).sort((a, b) => (a.code < b.code ? -1 : 1)),
  );
  const openCount = computed(() => inArea.value.filter((s) => s.open).length);
  return { all, inService, inArea, openCount };
});

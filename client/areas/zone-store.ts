import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import type { ZoneCoverage } from '../../server/contract/coverage.ts';
import { fetchZone, type ZoneShape } from '../api/city.ts';
import { fetchZoneCoverage } from '../api/coverage.ts';
import { createLoad } from '../api/load.ts';
import { useCity } from '../city/store.ts';
import { useCoverage } from '../coverage/store.ts';
import { useServices } from '../services.ts';
import { useView } from '../view/store.ts';

/** The selected zone and its coverage. A link or a list names it by code, the map by index; here it has both. */
export const useZone = defineStore('zone', () => {
  const { http } = useServices();
  const view = useView();
  const city = useCity();
  const coverageStore = useCoverage();
  const zone = createLoad<ZoneShape>();
  const coverage = createLoad<ZoneCoverage>();
  const wanted = computed(() => (view.selected?.kind === 'zone' ? view.selected.id : null));

  watch(
    () => [city.city?.id, wanted.value] as const,
    ([of, id]) => {
      zone.reset();
      coverage.reset();
      if (of !== undefined && id !== null) void zone.run((signal) => fetchZone(http, of, id, signal));
    },
    { immediate: true },
  );
  watch(
    () => [city.city?.id, zone.data.value?.index, view.minutes, coverageStore.cells] as const,
    ([of, index, minutes]) => {
      if (of === undefined || index === undefined) return;
      void coverage.run((signal) => fetchZoneCoverage(http, of, index, minutes, signal));
    },
  );
  return {
    zone: zone.data,
    status: zone.status,
    error: zone.error,
    coverage: coverage.data,
    load: () => {
      const of = city.city?.id;
      const id = wanted.value;
      if (of !== undefined && id !== null) void zone.run((signal) => fetchZone(http, of, id, signal));
    },
  };
});

import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { walkingPresets } from '../../server/contract/coverage.ts';
import { useAreas } from '../areas/store.ts';
import { useCity } from '../city/store.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import { useView } from '../view/store.ts';
import { useCatchUp } from './use-catch-up.ts';
import { useReadings } from './use-readings.ts';
import { useUncovered } from './use-uncovered.ts';

/** Coverage of the city in view at the chosen walking time: zones, areas, and what is not covered. */
export const useCoverage = defineStore('coverage', () => {
  const { http } = useServices();
  const view = useView();
  const city = useCity();
  const live = useLive();
  const areas = useAreas();
  const { cells, rows, readAt, load, take } = useReadings(http);
  const radiusMetres = computed(() => walkingPresets[view.minutes]);
  const row = computed(() => rows.data.value?.get(areas.current?.index ?? -1) ?? null);

  useCatchUp(http, {
    heldSeq: () => cells.data.value?.seq ?? null,
    hasFailed: () => cells.status.value === 'failed',
    load,
  });
  watch(
    () => [city.city?.id, city.city?.version, view.minutes] as const,
    ([id]) => {
      cells.reset();
      rows.reset();
      if (id !== undefined) void load();
    },
    { immediate: true },
  );
  watch(
    () => live.delta,
    (delta) => {
      if (delta !== null) take(delta);
    },
  );
  const status = computed(() => (rows.status.value === 'failed' ? 'failed' : cells.status.value));
  const error = computed(() => (rows.status.value === 'failed' ? rows.error.value : cells.error.value));
  const uncovered = useUncovered(http, () => cells.data.value?.seq ?? null);
  return { cells: cells.data, rows: rows.data, row, status, error, uncovered, readAt, radiusMetres, load };
});

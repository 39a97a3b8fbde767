import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import {
  walkingPresets,
  type CoverageDelta,
  type CoverageRow,
  type ZoneCells,
} from '../../server/contract/coverage.ts';
import { fetchCoverageRows, fetchZoneCells } from '../api/coverage.ts';
import { createLoad } from '../api/load.ts';
import { useAreas } from '../areas/store.ts';
import { useCity } from '../city/store.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import { useFirstSight } from '../view/first-sight.ts';
import { useView } from '../view/store.ts';
import { applyDelta, follows, mergeRows } from './cells.ts';
import { useCatchUp } from './use-catch-up.ts';
import { useUncovered } from './use-uncovered.ts';

/** Coverage of the city in view at the chosen walking time: zones, areas, and what is not covered. */
export const useCoverage = defineStore('coverage', () => {
  const { http } = useServices();
  const view = useView();
  const city = useCity();
  const live = useLive();
  const areas = useAreas();
  const firstSight = useFirstSight();
  const cells = createLoad<ZoneCells>();
  const rows = createLoad<ReadonlyMap<number, CoverageRow>>();
  const radiusMetres = computed(() => walkingPresets[view.minutes]);
  const row = computed(() => rows.data.value?.get(areas.current?.index ?? -1) ?? null);
  /** City time at which the figures were read or last changed, ms. */
  const readAt = ref<number | null>(null);

  const loadRows = async (): Promise<void> => {
    const { city: id, minutes } = view;
    if (id === null) return;
    const byIndex = async (signal: AbortSignal) =>
      new Map((await fetchCoverageRows(http, id, minutes, signal)).rows.map((r) => [r.index, r]));
    await rows.run(byIndex);
  };
  /** The zones at once; the areas, which the first sight does not show, after it. */
  const load = async (): Promise<void> => {
    const { city: id, minutes } = view;
    if (id === null) return;
    const reading = firstSight.past ? loadRows() : Promise.resolve();
    await Promise.all([cells.run((signal) => fetchZoneCells(http, id, minutes, signal)), reading]);
    readAt.value = live.cityNowMs;
  };
  /** A change of the stream: applied where it follows what is held, else everything is read again. */
  const take = (delta: CoverageDelta): void => {
    const held = cells.data.value;
    if (held === null || cells.status.value === 'loading' || !follows(held, delta)) {
      void load();
      return;
    }
    cells.data.value = applyDelta(held, delta);
    rows.data.value = mergeRows(rows.data.value ?? new Map(), delta.areas);
    readAt.value = live.cityNowMs;
  };

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
    () => firstSight.past,
    (past) => {
      if (past) void loadRows();
    },
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

import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import type { Area } from '../../server/contract/city.ts';
import { fetchAreas, fetchAreaShape, type AreaShape } from '../api/city.ts';
import { createLoad } from '../api/load.ts';
import { useCity } from '../city/store.ts';
import { useServices } from '../services.ts';
import { useFirstSight } from '../view/first-sight.ts';
import { useNotice } from '../view/notice.ts';
import { useView } from '../view/store.ts';
import { createTree } from './tree.ts';

/** The areas of the city in view, and which of them is open. */
export const useAreas = defineStore('areas', () => {
  const { http } = useServices();
  const view = useView();
  const city = useCity();
  const firstSight = useFirstSight();
  const notice = useNotice();
  const { data, status, error, run, reset } = createLoad<Area[]>();
  const shape = createLoad<AreaShape>();

  const tree = computed(() => createTree(data.value ?? []));
  /** The open area, the city included; `null` until the areas are read. */
  const current = computed(() => tree.value.byCode.get(view.area ?? '') ?? tree.value.root);
  const chain = computed(() => (current.value === null ? [] : tree.value.chain(current.value.code)));
  /** An address may name an area that the city does not have. */
  const dropUnknown = (): void => {
    const shown = city.city;
    if (status.value !== 'ready' || shown === null || view.area === null || tree.value.byCode.has(view.area)) return;
    notice.say({ missing: 'area', asked: view.area, city: shown });
    view.correct({ area: null });
  };
  const load = async (): Promise<void> => {
    await run((signal) => (view.city === null ? Promise.resolve([]) : fetchAreas(http, view.city, signal)));
    dropUnknown();
  };

  watch(
    () => [firstSight.past ? city.city?.id : undefined, city.city?.version] as const,
    ([id], before) => {
      if (id !== before?.[0]) reset();
      if (id !== undefined) void load();
    },
    { immediate: true },
  );
  // The outline of the open area, to dim what lies outside; the city itself needs none.
  watch(
    () => (current.value === null || current.value.level === 'city' ? null : current.value.code),
    (code) => {
      shape.reset();
      const id = view.city;
      if (code !== null && id !== null) void shape.run((signal) => fetchAreaShape(http, id, code, signal));
    },
    { immediate: true },
  );
  const open = (area: Area | null): void => {
    view.openArea(area === null || area.level === 'city' ? null : area.code);
  };
  /** One level up: first the selection is let go, then the area. */
  const up = (): void => {
    if (view.selected !== null) view.select(null);
    else if (chain.value.length > 1) open(chain.value[chain.value.length - 2] ?? null);
  };
  return { status, error, tree, current, chain, shape: shape.data, load, open, up };
});

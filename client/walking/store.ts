import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import {
  walkOf,
  type NetworkInfo,
  type WalkCompound,
  type WalkRow,
  type WalkZones,
} from '../../server/contract/walking.ts';
import { createLoad } from '../api/load.ts';
import { fetchNetwork, fetchWalkCompounds, fetchWalkRows, fetchWalkZones, type WalkAsked } from '../api/walking.ts';
import { useAreas } from '../areas/store.ts';
import { useCity } from '../city/store.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import { isPlanner } from '../view/face.ts';
import { useView } from '../view/store.ts';
import { useWalkShapes } from './use-walk-shapes.ts';

/** Who reaches a station on foot: areas, compounds, zones; read on the planner's face alone. */
export const useWalking = defineStore('walking', () => {
  const { http } = useServices();
  const view = useView();
  const city = useCity();
  const live = useLive();
  const areas = useAreas();
  const rows = createLoad<ReadonlyMap<number, WalkRow>>();
  const compounds = createLoad<WalkCompound[]>();
  const zones = createLoad<WalkZones>();
  const network = createLoad<NetworkInfo>();
  const asked = computed<WalkAsked>(() => ({ profile: view.profile, minutes: view.minutes }));
  const walk = computed(() => walkOf(asked.value));

  const load = async (): Promise<void> => {
    const id = city.city?.id;
    if (id === undefined) return;
    const now = asked.value;
    await Promise.all([
      rows.run(async (signal) => new Map((await fetchWalkRows(http, id, now, signal)).rows.map((r) => [r.index, r]))),
      zones.run((signal) => fetchWalkZones(http, id, now, signal)),
      compounds.run(async (signal) => (await fetchWalkCompounds(http, id, now, signal)).compounds),
      network.run((signal) => fetchNetwork(http, id, signal)),
    ]);
  };
  const forget = (): void => {
    for (const part of [rows, compounds, zones, network]) part.reset();
  };
  if (isPlanner()) {
    watch(
      () => [city.city?.id, city.city?.version, asked.value] as const,
      ([id, version], before) => {
        if (id !== before?.[0] || version !== before?.[1]) forget();
        void load();
      },
      { immediate: true },
    );
    // A station opened, closed or moved: the circles' change is pushed, and what is walked is read anew.
    watch(
      () => live.delta,
      (delta) => {
        if (delta !== null) void load();
      },
    );
  }
  const row = computed(() => rows.data.value?.get(areas.current?.index ?? -1) ?? null);
  const inArea = computed(() =>
    (compounds.data.value ?? []).filter(
      (c) => areas.current === null || areas.tree.chain(c.community).includes(areas.current),
    ),
  );
  const selected = computed(() =>
    view.selected?.kind !== 'compound'
      ? null
      : (compounds.data.value?.find((c) => c.code === view.selected?.id) ?? null),
  );
  const { path, reach } = useWalkShapes(http, { selected, asked });
  return {
    ...{ asked, walk, row, inArea, selected, path, reach, load },
    ...{ rows: rows.data, zones: zones.data, compounds: compounds.data, network: network.data },
    ...{ status: rows.status, error: rows.error },
  };
});

import { defineStore } from 'pinia';
import { computed } from 'vue';
import { walkOf } from '../../server/contract/walking.ts';
import type { WalkAsked } from '../api/walking.ts';
import { useAreas } from '../areas/store.ts';
import { useServices } from '../services.ts';
import { useView } from '../view/store.ts';
import { useWalkReadings } from './use-walk-readings.ts';
import { useWalkShapes } from './use-walk-shapes.ts';

/** Who reaches a station on foot: areas, compounds, zones; and what is drawn of what is selected. */
export const useWalking = defineStore('walking', () => {
  const { http } = useServices();
  const view = useView();
  const areas = useAreas();
  const asked = computed<WalkAsked>(() => ({ profile: view.profile, minutes: view.minutes }));
  const walk = computed(() => walkOf(asked.value));
  const { rows, compounds, zones, network, all, load } = useWalkReadings(http, asked);

  const row = computed(() => rows.data.value?.get(areas.current?.index ?? -1) ?? null);
  const inArea = computed(() =>
    (compounds.data.value ?? []).filter(
      (c) => areas.current === null || areas.tree.chain(c.community).includes(areas.current),
    ),
  );
  const selected = computed(() => {
    const { selected: of } = view;
    return of?.kind === 'compound' ? (compounds.data.value?.find((c) => c.code === of.id) ?? null) : null;
  });
  const { path, reach, outline } = useWalkShapes(http, {
    selected,
    asked,
    edition: computed(() => network.data.value?.edition),
  });
  const failed = computed(() => all.find((part) => part.status.value === 'failed') ?? null);
  const status = computed(() => (failed.value === null ? rows.status.value : 'failed'));
  const error = computed(() => failed.value?.error.value ?? null);
  return {
    ...{ asked, walk, row, inArea, selected, path, reach, outline, load, status, error },
    ...{ rows: rows.data, zones: zones.data, compounds: compounds.data, network: network.data },
  };
});

import { watch, type Ref } from 'vue';
import type { WalkCompound, WalkPathFeature } from '../../server/contract/walking.ts';
import type { Http } from '../api/http.ts';
import { createLoad, type Load } from '../api/load.ts';
import {
  fetchWalkOutline,
  fetchWalkPath,
  fetchWalkReach,
  type WalkAsked,
  type WalkOutline,
  type WalkReach,
} from '../api/walking.ts';
import { useLive } from '../live/store.ts';
import { isPlanner } from '../view/face.ts';
import { useView } from '../view/store.ts';

export interface WalkShapes {
  /** The walk from the selected compound to its nearest station. */
  path: Load<WalkPathFeature>;
  /** The ways from which the station is reached that is selected, or that is the compound's nearest. */
  reach: Load<WalkReach>;
  /** What lies within those minutes of it. */
  outline: Load<WalkOutline>;
}

/** What is drawn of what is selected; read again when who walks, for how long, a station or the network changes. */
export function useWalkShapes(
  http: Http,
  {
    selected,
    asked,
    edition,
  }: { selected: Ref<WalkCompound | null>; asked: Ref<WalkAsked>; edition: Ref<number | undefined> },
): WalkShapes {
  const view = useView();
  const live = useLive();
  const path = createLoad<WalkPathFeature>();
  const reach = createLoad<WalkReach>();
  const outline = createLoad<WalkOutline>();
  if (!isPlanner()) return { path, reach, outline };
  const stationId = (): string | null =>
    view.selected?.kind === 'station' ? view.selected.id : (selected.value?.station ?? null);
  watch(
    () => [selected.value?.code, asked.value, live.delta, edition.value] as const,
    ([code], before) => {
      if (code !== before?.[0]) path.reset();
      const { city } = view;
      const from = selected.value?.position;
      if (city === null || from === undefined || selected.value?.station === null) return;
      void path.run((signal) => fetchWalkPath(http, city, asked.value, from, signal));
    },
    { immediate: true },
  );
  watch(
    () => [stationId(), asked.value, live.delta, edition.value] as const,
    ([id], before) => {
      if (id !== before?.[0]) for (const shape of [reach, outline]) shape.reset();
      const { city } = view;
      if (city === null || id === null) return;
      void reach.run((signal) => fetchWalkReach(http, city, asked.value, id, signal));
      void outline.run((signal) => fetchWalkOutline(http, city, asked.value, id, signal));
    },
    { immediate: true },
  );
  return { path, reach, outline };
}

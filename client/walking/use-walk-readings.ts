import { watch, type Ref } from 'vue';
import type { NetworkInfo } from '../../server/contract/network.ts';
import type { WalkCompound, WalkRow, WalkZones } from '../../server/contract/walking.ts';
import type { Http } from '../api/http.ts';
import { createLoad } from '../api/load.ts';
import { fetchNetwork } from '../api/network.ts';
import { fetchWalkCompounds, fetchWalkRows, fetchWalkZones, type WalkAsked } from '../api/walking.ts';
import { useCity } from '../city/store.ts';
import { useLive } from '../live/store.ts';
import { isPlanner } from '../view/face.ts';

/** Areas, compounds, zones and the network as last read, and when they are read again: on the planner's face alone. */
export function useWalkReadings(http: Http, asked: Ref<WalkAsked>) {
  const city = useCity();
  const live = useLive();
  const rows = createLoad<ReadonlyMap<number, WalkRow>>();
  const compounds = createLoad<WalkCompound[]>();
  const zones = createLoad<WalkZones>();
  const network = createLoad<NetworkInfo>();

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
  const all = [rows, compounds, zones, network];
  if (isPlanner()) {
    watch(
      () => [city.city?.id, city.city?.version, asked.value] as const,
      ([id, version], before) => {
        if (id !== before?.[0] || version !== before?.[1]) for (const part of all) part.reset();
        void load();
      },
      { immediate: true },
    );
    watch(
      () => live.happened,
      (events) => {
        if (events.some((e) => e.type === 'network.replaced')) void load();
      },
    );
    // A station opened, closed or moved: the circles' change is pushed, and what is walked is read anew. Whoever was away
    // was pushed nothing.
    watch(
      () => [live.delta, live.link] as const,
      ([, link], [, before]) => {
        if (link === 'up' && (before === 'up' || rows.status.value !== 'loading')) void load();
      },
    );
  }
  return { rows, compounds, zones, network, all, load };
}

import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import type { City } from '../../server/contract/city.ts';
import { fetchCities, switchFeed } from '../api/city.ts';
import { createLoad } from '../api/load.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import { useFirstSight } from '../view/first-sight.ts';
import { useNotice } from '../view/notice.ts';
import { useView } from '../view/store.ts';

/** The cities of this server and the one in view. */
export const useCity = defineStore('city', () => {
  const { http } = useServices();
  const view = useView();
  const live = useLive();
  const firstSight = useFirstSight();
  const notice = useNotice();
  const { data: cities, status, error, run } = createLoad<City[]>();

  const city = computed(() => cities.value?.find((c) => c.id === view.city) ?? null);
  const load = async (): Promise<void> => {
    await run((signal) => fetchCities(http, signal));
    const known = cities.value?.some((c) => c.id === view.city) ?? false;
    const first = cities.value?.find((c) => c.id === 'wuhu') ?? cities.value?.[0];
    if (known || first === undefined) return;
    if (view.city !== null) notice.say({ missing: 'city', asked: view.city, city: first });
    view.correct({ city: first.id, area: null, selected: null, camera: null });
  };
  watch(
    () => (firstSight.past ? view.city : null),
    (id) => {
      if (id !== null) live.follow(id);
    },
    { immediate: true },
  );
  // A new version of the city's areas: its record, and with it tiles and areas, are read again.
  watch(
    () => live.cityVersion,
    (version) => {
      if (version !== null && city.value !== null && version !== city.value.version) void load();
    },
  );
  /** A city that was cut from a box comes without people: its figures of people are not known, not zero. */
  const peopleKnown = computed(() => (city.value?.people ?? 0) > 0);
  const clock = computed(() => live.state?.clock ?? city.value?.clock ?? null);
  const feed = computed(() => live.state?.feed ?? city.value?.feed ?? null);
  const setFeed = async (running: boolean): Promise<void> => {
    if (view.city !== null) await switchFeed(http, view.city, running);
  };
  return { cities, city, peopleKnown, status, error, clock, feed, load, setFeed };
});

import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { ItemsOnDay } from '../../server/contract/item-list.ts';
import { fetchItems } from '../api/items.ts';
import { createLoad } from '../api/load.ts';
import { useCity } from '../city/store.ts';
import { formatInstant } from '../i18n/format.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import type { FoundItem } from './find.ts';

/** City time after midnight at which the day is over for sure: this clock and the server's differ by a little. */
const lagMs = 60_000;

/**
 * The list of items that holds today in the city. Read when somebody first needs it, and again when a list was made or
 * changed, or the day comes on which another one begins.
 */
export const useItems = defineStore('items', () => {
  const { http } = useServices();
  const city = useCity();
  const live = useLive();
  const { data, status, error, run, reset } = createLoad<ItemsOnDay>();
  const wanted = ref(false);
  const want = (): void => {
    wanted.value = true;
  };
  const of = computed(() => (wanted.value ? (city.city?.id ?? null) : null));
  const today = computed(() =>
    live.cityNowMs === null || city.city === null
      ? null
      : formatInstant(live.cityNowMs - lagMs, city.city.timeZone).slice(0, 10),
  );
  const isOver = computed(() => (data.value?.until ?? null) !== null && (today.value ?? '') >= data.value!.until!);
  /** Whether it has been said once, of this city, that there is a list, that there is none, or that it cannot be read. */
  const settled = ref(false);
  watch(of, () => {
    reset();
    settled.value = false;
  });
  watch(status, (now) => {
    if (now === 'ready' || now === 'failed') settled.value = true;
  });
  watch(
    [of, () => live.itemsListed, isOver],
    ([id]) => {
      if (id !== null) void run((signal) => fetchItems(http, id, signal));
    },
    { immediate: true },
  );

  const list = computed(() => data.value?.list ?? null);
  const all = computed((): FoundItem[] =>
    (list.value?.items ?? []).map((item, i) => ({ item, initials: data.value?.initials[i] ?? '' })),
  );
  return { want, list, all, status, error, settled, today };
});

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import { useView } from '../view/store.ts';
import { useChoices } from './choices.ts';
import { noticesKept, noticesOf, type Notice } from './notices.ts';

/** What the person at this page was told since it was opened: nothing of what was there before. */
export const useTelling = defineStore('telling', () => {
  const { session } = useServices();
  const live = useLive();
  const view = useView();
  const { wants } = useChoices();
  const notices = shallowRef<Notice[]>([]);
  /** Those that have just come; a new value each time. */
  const fresh = shallowRef<Notice[]>([]);
  const unread = ref(0);
  watch(
    () => live.happened,
    (events) => {
      const some = noticesOf(events, { grants: session().grants, city: view.city ?? '', wants });
      if (some.length === 0) return;
      notices.value = [...some, ...notices.value].slice(0, noticesKept);
      unread.value += some.length;
      fresh.value = some;
    },
    // Each flush counts, also where several come before the page is painted.
    { flush: 'sync' },
  );
  const clear = (): void => {
    notices.value = [];
    unread.value = 0;
  };
  watch(() => view.city, clear);
  const read = (): void => {
    unread.value = 0;
  };
  return { notices, fresh, unread: computed(() => unread.value), read, clear };
});

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { CityEvent } from '../../server/contract/events.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import { useView } from '../view/store.ts';
import { useChoices } from './choices.ts';
import { isNews, noticesKept, noticesOf, type Notice } from './notices.ts';
import { createOwnDeeds } from './own-deeds.ts';

/** The events of one's own deed: a merge is told of both whistles, one after the other. */
const seqsOf = ({ seq, mergedInto }: Whistle): number[] => (mergedInto === null ? [seq] : [seq, seq + 1]);

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
  const tell = (events: readonly CityEvent[]): void => {
    const clock = live.state?.clock;
    const news = clock === undefined ? [] : events.filter((event) => isNews(event, clock));
    const some = noticesOf(news, { grants: session().grants, city: view.city ?? '', wants });
    if (some.length === 0) return;
    notices.value = [...some, ...notices.value].slice(0, noticesKept);
    unread.value += some.length;
    fresh.value = some;
  };
  const deeds = createOwnDeeds(tell);
  // Each flush counts, also where several come before the page is painted.
  watch(() => live.happened, deeds.happened, { flush: 'sync' });
  /** Does something to a whistle that is no news to whoever does it. */
  const ownDeed = (work: () => Promise<Whistle>): Promise<Whistle> => deeds.during(work, seqsOf);
  const clear = (): void => {
    notices.value = [];
    unread.value = 0;
  };
  watch(
    () => view.city,
    () => {
      deeds.forget();
      clear();
    },
  );
  const read = (): void => {
    unread.value = 0;
  };
  return { notices, fresh, unread: computed(() => unread.value), read, clear, ownDeed };
});

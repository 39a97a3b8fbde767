import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Whistle, WhistleState } from '../../server/contract/whistle.ts';
import { useAreas } from '../areas/store.ts';
import { useLive } from '../live/store.ts';
import { closedCount } from './figures.ts';
import { useRights } from '../people/session.ts';
import { byUrgency, countStates, entriesIn, oldestLate } from './list.ts';
import { waitsFor } from './steps.ts';

export const openStates: readonly WhistleState[] = ['late', 'warning', 'new', 'in-hand'];

/** The whistles of the open area. List and map both show `listed`: they cannot disagree. */
export const useWhistles = defineStore('whistles', () => {
  const live = useLive();
  const areas = useAreas();
  const states = ref<WhistleState[]>([...openStates]);
  const waits = waitsFor(useRights().mayStep);

  const inArea = computed(() => {
    const now = live.cityNowMs;
    if (live.state === null || now === null) return [];
    return entriesIn([...live.open, ...live.state.closed], areas.current, now);
  });
  /** Of the open area, by state; `null` where it is not known. */
  const counts = computed((): Record<WhistleState, number | null> => {
    const listed = countStates(inArea.value);
    // Before the first data nothing is known: a zero would say that all is well.
    if (live.state === null) return { new: null, 'in-hand': null, warning: null, late: null, closed: null };
    return { ...listed, closed: closedCount(live.state, listed.closed, areas.current) };
  });
  /** Whether those are listed that wait for whoever looks, in whatever state; else those of the chosen states. */
  const mineOnly = ref(false);
  const mine = computed(() => inArea.value.filter(({ whistle }) => waits(whistle)));
  const listed = computed(() =>
    (mineOnly.value ? [...mine.value] : inArea.value.filter((e) => states.value.includes(e.state))).sort(byUrgency),
  );
  const oldest = computed(() => oldestLate(listed.value));

  /** Blown while the page looked on: set anew with each flush that brings some. A snapshot brings none. */
  const born = shallowRef<Whistle[]>([]);
  watch(
    () => live.newest,
    (newest, before) => {
      if (before === null || newest === null || newest.state !== before.state) return;
      const fresh = live.open.filter((w) => w.stage === 'called' && w.seq > before.seq);
      if (fresh.length > 0) born.value = fresh;
    },
  );

  const toggleState = (state: WhistleState): void => {
    mineOnly.value = false;
    states.value = states.value.includes(state) ? states.value.filter((s) => s !== state) : [...states.value, state];
  };
  const showStates = (wanted: readonly WhistleState[]): void => {
    mineOnly.value = false;
    states.value = [...wanted];
  };
  return { states, inArea, counts, mine, mineOnly, listed, oldest, born, toggleState, showStates };
});

import { defineStore } from 'pinia';
import { watch } from 'vue';
import type { Scores } from '../../server/contract/score.ts';
import { createLoad } from '../api/load.ts';
import { fetchScores } from '../api/scores.ts';
import { useLive } from '../live/store.ts';
import { useServices } from '../services.ts';
import { runningYear } from '../view/url.ts';
import { useView } from '../view/store.ts';

/** The departments' scores in the period in view. */
export const useScores = defineStore('scores', () => {
  const { http } = useServices();
  const view = useView();
  const live = useLive();
  const { data, status, error, run, reset } = createLoad<Scores>();

  const load = async (): Promise<void> => {
    const { city, scores } = view;
    if (city === null || scores === null) return;
    await run((signal) => fetchScores(http, city, scores === runningYear ? null : scores, signal));
  };
  watch(
    () => [view.city, view.scores] as const,
    ([city], before) => {
      if (city !== before?.[0]) reset();
      void load();
    },
    { immediate: true },
  );
  /** Reads again where something has happened in the city since. */
  const refresh = (): void => {
    if (status.value !== 'loading' && live.state !== null && live.state.seq !== data.value?.seq) void load();
  };
  return { data, status, error, load, refresh };
});

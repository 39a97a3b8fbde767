import { watch } from 'vue';
import { fetchSummary } from '../api/coverage.ts';
import type { Http } from '../api/http.ts';
import { useLive } from '../live/store.ts';
import { useView } from '../view/store.ts';

export interface Held {
  /** The last event that is counted in what is held; `null` where nothing is. */
  heldSeq: () => number | null;
  hasFailed: () => boolean;
  /** Reads everything again. */
  load: () => Promise<void>;
}

/** Changes of coverage are pushed once and not sent again: whoever was away asks whether there were any. */
export function useCatchUp(http: Http, { heldSeq, hasFailed, load }: Held): void {
  const view = useView();
  const live = useLive();
  const catchUp = async (): Promise<void> => {
    const { city, minutes } = view;
    if (city === null) return;
    if (heldSeq() === null) {
      if (hasFailed()) await load();
      return;
    }
    const seq = await fetchSummary(http, city, minutes).then(
      (summary) => summary.seq,
      // Why it could not be asked is said by the reading that follows.
      () => null,
    );
    if (seq !== heldSeq() && city === view.city && minutes === view.minutes) await load();
  };
  watch(
    () => live.link,
    (link) => {
      if (link === 'up') void catchUp();
    },
  );
}

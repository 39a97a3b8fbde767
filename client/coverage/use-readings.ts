import { ref, watch } from 'vue';
import type { CoverageDelta, CoverageRow, ZoneCells } from '../../server/contract/coverage.ts';
import { fetchCoverageRows, fetchZoneCells } from '../api/coverage.ts';
import type { Http } from '../api/http.ts';
import { createLoad } from '../api/load.ts';
import { useLive } from '../live/store.ts';
import { useFirstSight } from '../view/first-sight.ts';
import { useView } from '../view/store.ts';
import { applyDelta, follows, mergeRows } from './cells.ts';

/** The cells of the zones and the rows of the areas, as last read or pushed, and how they are read. */
export function useReadings(http: Http) {
  const view = useView();
  const live = useLive();
  const firstSight = useFirstSight();
  const cells = createLoad<ZoneCells>();
  const rows = createLoad<ReadonlyMap<number, CoverageRow>>();
  /** City time at which they were read or last changed, ms. */
  const readAt = ref<number | null>(null);

  const loadRows = async (): Promise<void> => {
    const { city: id, minutes } = view;
    if (id === null) return;
    const byIndex = async (signal: AbortSignal) =>
      new Map((await fetchCoverageRows(http, id, minutes, signal)).rows.map((r) => [r.index, r]));
    await rows.run(byIndex);
  };
  /** The zones at once; the areas, which the first sight does not show, after it. */
  const load = async (): Promise<void> => {
    const { city: id, minutes } = view;
    if (id === null) return;
    const reading = firstSight.past ? loadRows() : Promise.resolve();
    await Promise.all([cells.run((signal) => fetchZoneCells(http, id, minutes, signal)), reading]);
    readAt.value = live.cityNowMs;
  };
  watch(
    () => firstSight.past,
    (past) => {
      if (past) void loadRows();
    },
  );
  /** A change of the stream: applied where it follows what is held, else everything is read again. */
  const take = (delta: CoverageDelta): void => {
    const held = cells.data.value;
    if (held === null || cells.status.value === 'loading' || !follows(held, delta)) {
      void load();
      return;
    }
    cells.data.value = applyDelta(held, delta);
    rows.data.value = mergeRows(rows.data.value ?? new Map(), delta.areas);
    readAt.value = live.cityNowMs;
  };
  return { cells, rows, readAt, load, take };
}

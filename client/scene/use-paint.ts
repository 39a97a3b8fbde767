import { watch, type Ref } from 'vue';
import { areaSource, zoneSource } from '../areas/layer.ts';
import { useAreas } from '../areas/store.ts';
import { useCity } from '../city/store.ts';
import { restingCoverage, stateKeys } from '../coverage/layer.ts';
import { useCoverage } from '../coverage/store.ts';
import { useLive } from '../live/store.ts';
import type { Stage } from '../map/stage.ts';
import { useView } from '../view/store.ts';
import { areaCoverageClasses, coverageClasses, loadClasses, unreachedClasses } from './classes.ts';
import { createPainter } from './feature-states.ts';

/**
 * Keeps the feature-states of zones and communities up to date: one go per flush, and the load only while it is in view. `painted`
 * says that zones and areas have their classes of coverage.
 */
export function watchPaint(stage: Stage, painted: Ref<boolean>): void {
  const view = useView();
  const city = useCity();
  const areas = useAreas();
  const live = useLive();
  const coverage = useCoverage();
  const painter = (source: string, sourceLayer: string, key: string, resting?: number) =>
    createPainter(stage.map, { source, sourceLayer, key, ...(resting === undefined ? {} : { resting }) });
  const shares = painter(zoneSource, 'zones', stateKeys.coverage, restingCoverage);
  const areaShares = painter(areaSource, 'areas', stateKeys.coverage, restingCoverage);
  const unreached = painter(areaSource, 'areas', stateKeys.unreached);
  const zoneLoad = painter(zoneSource, 'zones', stateKeys.load);
  const areaLoad = painter(areaSource, 'areas', stateKeys.load);

  const done = new Set<'zones' | 'areas'>();
  watch(
    () => coverage.cells,
    (cells) => {
      if (cells === null) return;
      shares.paint(coverageClasses(cells));
      done.add('zones');
      painted.value = done.size === 2;
    },
    { immediate: true },
  );
  watch(
    () => [coverage.rows, areas.tree] as const,
    ([rows, tree]) => {
      if (rows === null || tree.root === null) return;
      areaShares.paint(areaCoverageClasses(rows.values(), tree.byIndex.length));
      unreached.paint(unreachedClasses(rows.values(), tree.byIndex.length));
      done.add('areas');
      painted.value = done.size === 2;
    },
    { immediate: true },
  );
  watch(
    () => (view.theme === 'load' ? live.open : null),
    (open) => {
      if (open === null) return;
      const classes = loadClasses(open, city.city?.counts.zones ?? 0, areas.tree);
      zoneLoad.paint(classes.zones);
      areaLoad.paint(classes.areas);
    },
    { immediate: true },
  );
}

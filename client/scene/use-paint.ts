import { watch } from 'vue';
import { areaSource, zoneSource } from '../areas/layer.ts';
import { useAreas } from '../areas/store.ts';
import { useCity } from '../city/store.ts';
import { restingCoverage, stateKeys, type Painted } from '../coverage/layer.ts';
import { useCoverage } from '../coverage/store.ts';
import { useLive } from '../live/store.ts';
import type { Stage } from '../map/stage.ts';
import { isPlanner } from '../view/face.ts';
import { useView } from '../view/store.ts';
import { walkAreaClasses, walkUnreachedClasses, walkZoneClasses } from '../walking/classes.ts';
import { useWalking } from '../walking/store.ts';
import { areaCoverageClasses, coverageClasses, loadClasses, unreachedClasses } from './classes.ts';
import { createPainter, type ClassPainter } from './feature-states.ts';

/**
 * Keeps the feature-states of zones and communities up to date: one go per flush, and the load only while it is in view.
 * Says in `painted` what has its classes of coverage.
 */
export function watchPaint(stage: Stage, painted: Painted): void {
  const view = useView();
  const city = useCity();
  const areas = useAreas();
  const live = useLive();
  const painter = (source: string, sourceLayer: string, key: string, resting?: number) =>
    createPainter(stage.map, { source, sourceLayer, key, ...(resting === undefined ? {} : { resting }) });
  const shares = painter(zoneSource, 'zones', stateKeys.coverage, restingCoverage);
  const areaShares = painter(areaSource, 'areas', stateKeys.coverage, restingCoverage);
  const unreached = painter(areaSource, 'areas', stateKeys.unreached);
  const zoneLoad = painter(zoneSource, 'zones', stateKeys.load);
  const areaLoad = painter(areaSource, 'areas', stateKeys.load);

  if (isPlanner()) watchWalking({ shares, areaShares, unreached }, painted);
  else watchCircles({ shares, areaShares, unreached }, painted);
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

type Painters = Record<'shares' | 'areaShares' | 'unreached', ClassPainter>;

/** What the circles cover, by area. */
function watchCircles({ shares, areaShares, unreached }: Painters, painted: Painted): void {
  const city = useCity();
  const areas = useAreas();
  const coverage = useCoverage();
  watch(
    () => coverage.cells,
    (cells) => {
      if (cells === null) return;
      shares.paint(coverageClasses(cells));
      painted.zones = true;
    },
    { immediate: true },
  );
  watch(
    () => [coverage.rows, areas.tree] as const,
    ([rows, tree]) => {
      if (rows === null || tree.root === null) return;
      areaShares.paint(areaCoverageClasses(rows.values(), tree.byIndex.length));
      unreached.paint(unreachedClasses(city.peopleKnown ? rows.values() : [], tree.byIndex.length));
      painted.areas = true;
    },
    { immediate: true },
  );
}

/** Who reaches a station on foot, by people. */
function watchWalking({ shares, areaShares, unreached }: Painters, painted: Painted): void {
  const areas = useAreas();
  const walking = useWalking();
  watch(
    () => walking.zones,
    (zones) => {
      if (zones === null) return;
      shares.paint(walkZoneClasses(zones));
      painted.zones = true;
    },
    { immediate: true },
  );
  watch(
    () => [walking.rows, areas.tree] as const,
    ([rows, tree]) => {
      if (rows === null || tree.root === null) return;
      areaShares.paint(walkAreaClasses(rows.values(), tree.byIndex.length));
      unreached.paint(walkUnreachedClasses(rows.values(), tree.byIndex.length));
      painted.areas = true;
    },
    { immediate: true },
  );
}

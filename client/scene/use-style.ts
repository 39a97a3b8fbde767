import type { StyleImageMetadata } from 'maplibre-gl';
import { computed, watch, type ComputedRef } from 'vue';
import { outsideOf } from '../areas/layer.ts';
import { useAreas } from '../areas/store.ts';
import { hatchName, type Painted } from '../coverage/layer.ts';
import { useZone } from '../areas/zone-store.ts';
import { useCoverage } from '../coverage/store.ts';
import { hatchImage } from '../map/hatch.ts';
import type { Palette } from '../map/palette.ts';
import type { Stage } from '../map/stage.ts';
import { useSettings } from '../view/settings.ts';
import { isPlanner } from '../view/face.ts';
import { useView } from '../view/store.ts';
import { outlineSource, pathSource, reachSource } from '../walking/layer.ts';
import { useWalking } from '../walking/store.ts';
import { useNameLevels } from './names.ts';
import type { StyleView } from './style.ts';

/** What the style layers depend on, from the stores; names wait for `mayName`, so that zones come first. */
export function useStyleView(
  palette: ComputedRef<Palette>,
  painted: Painted,
  mayName: () => boolean,
): ComputedRef<StyleView> {
  const view = useView();
  const areas = useAreas();
  const zone = useZone();
  const settings = useSettings();
  const names = useNameLevels(() => areas.tree, mayName);
  return computed(() => ({
    palette: palette.value,
    locale: settings.locale,
    scheme: settings.scheme,
    area: areas.current,
    zone: zone.zone?.index ?? -1,
    zones: view.shows('zones'),
    names: names.value,
    showNames: view.shows('names'),
    theme: view.theme,
    painted: { ...painted },
    uncovered: view.shows('uncovered'),
    walked: isPlanner(),
  }));
}

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Keeps the stage's plain shapes (outside, uncovered) and the hatching up to date. Call when the style has loaded. */
export function watchShapes(stage: Stage, palette: ComputedRef<Palette>): void {
  const areas = useAreas();
  const coverage = useCoverage();
  const options: Partial<StyleImageMetadata> = { pixelRatio: 2 };
  watch(
    palette,
    ({ uncovered }) => {
      const image = hatchImage(uncovered);
      if (stage.map.hasImage(hatchName)) stage.map.updateImage(hatchName, image);
      else stage.map.addImage(hatchName, image, options);
    },
    { immediate: true },
  );
  watch(
    () => areas.shape,
    (shape) => stage.setData('outside', outsideOf(shape?.geometry ?? null)),
    { immediate: true },
  );
  watch(
    () => coverage.uncovered.data,
    (shape) => stage.setData('uncovered', (shape as GeoJSON.FeatureCollection | null) ?? empty),
    { immediate: true },
  );
  if (!isPlanner()) return;
  const walking = useWalking();
  const drawn: [string, () => object | null][] = [
    [outlineSource, () => walking.outline.data],
    [reachSource, () => walking.reach.data],
    [pathSource, () => walking.path.data],
  ];
  for (const [source, shape] of drawn)
    watch(shape, (now) => stage.setData(source, (now as GeoJSON.GeoJSON | null) ?? empty), { immediate: true });
}

import type { SourceSpecification } from 'maplibre-gl';
import { computed, getCurrentScope, onScopeDispose, reactive, ref, watch, type Ref } from 'vue';
import type { City } from '../../server/contract/city.ts';
import { tileSources } from '../areas/layer.ts';
import type { Painted } from '../coverage/layer.ts';
import type { Words } from '../i18n/words.ts';
import { createDraft } from './draft.ts';
import { afterLoad } from '../map/after-load.ts';
import { createStage, type Covered, type Stage } from '../map/stage.ts';
import type { MapStart } from '../map/create.ts';
import type { Drawn } from '../probe.ts';
import { useSettings } from '../view/settings.ts';
import { usePlacing } from '../view/placing.ts';
import { useView } from '../view/store.ts';
import { outlineSource, pathSource, reachSource } from '../walking/layer.ts';
import type { LiveScene } from './live-layers.ts';
import { firstLayers, styleLayers } from './style.ts';
import { useLateLabel } from './use-late-label.ts';
import { watchCamera } from './use-camera.ts';
import { useMarks, useZoom } from './use-marks.ts';
import { watchPaint } from './use-paint.ts';
import { usePalette } from './use-palette.ts';
import { watchPointer } from './use-pointer.ts';
import { useStyleView, watchShapes } from './use-style.ts';

export interface SceneOptions {
  city: City;
  container: HTMLElement;
  words: Words;
  drawn: Drawn;
  nowMs: () => number;
  covered: () => Covered;
}
export type SceneStatus = 'starting' | 'ready' | 'lost';

const emptyShape: SourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };

function watchStatus(stage: Stage): Ref<SceneStatus> {
  const status = ref<SceneStatus>('starting');
  stage.map.once('load', () => (status.value = 'ready'));
  stage.map.on('webglcontextlost', () => (status.value = 'lost'));
  stage.map.on('webglcontextrestored', () => (status.value = 'ready'));
  return status;
}

/** Work for later that belongs to the present effect scope: it ends with it, and is not begun when that has ended. */
function inScope<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void {
  const scope = getCurrentScope();
  return (...args) => {
    if (scope?.active === true) scope.run(() => work(...args));
  };
}

/**
 * Loads and starts what lives above the map after the first tiles, since it would delay the zones; returns why it could
 * not.
 */
function startLive(scene: LiveScene): Ref<unknown> {
  const failure = ref<unknown>(null);
  const start = inScope(({ startLiveLayers }: typeof import('./live-layers.ts')) => startLiveLayers(scene));
  afterLoad(scene.stage.map, () => {
    import('./live-layers.ts').then(start, (error: unknown) => (failure.value = error));
  });
  return failure;
}

/**
 * Opens the map of a city in a container and ties it to the stores; it closes with the surrounding effect scope. Throws
 * where the browser has no WebGL 2.
 */
export function openScene({ city, container, words, drawn, nowMs, covered }: SceneOptions) {
  const view = useView();
  const settings = useSettings();
  const palette = usePalette(() => settings.scheme);
  const loaded = ref(false);
  const painted = reactive<Painted>({ zones: false, areas: false });
  const styleView = useStyleView(palette, painted, () => loaded.value);
  const start: MapStart = {
    container,
    camera: view.camera,
    bbox: city.bbox,
    sources: {
      ...tileSources(city, location.origin),
      outside: emptyShape,
      uncovered: emptyShape,
      [outlineSource]: emptyShape,
      [reachSource]: emptyShape,
      [pathSource]: emptyShape,
    },
    layers: firstLayers(styleView.value),
    label: words.t('map.label'),
  };
  const stage = createStage(start);
  onScopeDispose(() => stage.remove());
  const status = watchStatus(stage);
  afterLoad(stage.map, () => (loaded.value = true));
  const zoom = useZoom(stage);
  const marks = useMarks(zoom);
  const overlayError = startLive({ stage, palette, marks, zoom, drawn, nowMs });
  const hover = watchPointer(stage, marks);
  const late = useLateLabel(stage, marks, words);
  watchCamera(stage, covered);
  const placing = usePlacing();
  watch(() => placing.place, createDraft(stage.map, placing.move), { immediate: true });
  const follow = inScope(() => {
    watchShapes(stage, palette);
    watchPaint(stage, painted);
    const layers = computed(() => (loaded.value ? styleLayers : firstLayers)(styleView.value));
    watch(layers, stage.setStyleLayers, { immediate: true });
  });
  stage.map.once('style.load', () => follow());
  return { stage, status, hover, late, overlayError };
}

import { computed, onScopeDispose, watch, type ComputedRef, type Ref } from 'vue';
import { circleLayer } from '../coverage/circles.ts';
import { useCoverage } from '../coverage/store.ts';
import { useLive } from '../live/store.ts';
import { createOverlay } from '../map/overlay.ts';
import type { Palette } from '../map/palette.ts';
import type { Stage } from '../map/stage.ts';
import type { Drawn } from '../probe.ts';
import { stationAtlas, stationLayer } from '../stations/layer.ts';
import { crowding } from '../stations/crowding.ts';
import { useStations } from '../stations/store.ts';
import { useView } from '../view/store.ts';
import { whistleAtlas, whistleLayers } from '../whistles/layer.ts';
import type { MarkSet } from '../whistles/marks.ts';
import { useRings } from './use-rings.ts';

export interface LiveScene {
  stage: Stage;
  palette: ComputedRef<Palette>;
  marks: ComputedRef<MarkSet>;
  zoom: Ref<number>;
  drawn: Drawn;
  nowMs: () => number;
}

/** Circles, stations and whistles as layers of the overlay: state → layers. */
function useLiveLayers({ palette, marks, zoom, nowMs }: LiveScene) {
  const view = useView();
  const stations = useStations();
  const coverage = useCoverage();
  const { rings, tick } = useRings(nowMs);
  const atlases = computed(() => ({ station: stationAtlas(palette.value), whistle: whistleAtlas(palette.value) }));
  const crowds = computed(() => crowding(stations.inService, coverage.radiusMetres / 2));
  const selected = computed(() => (view.selected?.kind === 'whistle' ? view.selected.id : null));
  return computed(() => [
    ...(view.shows('circles')
      ? [
          circleLayer({
            inService: stations.inService,
            crowding: crowds.value,
            radiusMetres: coverage.radiusMetres,
            zoom: zoom.value,
            palette: palette.value,
          }),
        ]
      : []),
    ...(view.shows('stations') ? [stationLayer(stations.all, zoom.value, atlases.value.station)] : []),
    ...whistleLayers({
      marks: marks.value,
      selected: selected.value,
      palette: palette.value,
      atlas: atlases.value.whistle,
      rings: view.shows('whistles') ? rings.value : [],
      nowMs: tick.value,
    }),
  ]);
}

/**
 * Starts what lives above the map. A module of its own, loaded beside the map and started after its first tiles, so that
 * deck.gl does not delay the zones. Ends with the effect scope that it is called in.
 */
export function startLiveLayers(scene: LiveScene): void {
  const live = useLive();
  const overlay = createOverlay(scene.stage.map, scene.drawn.rendered);
  watch(
    useLiveLayers(scene),
    (layers) => {
      scene.drawn.given(live.state?.seq ?? 0);
      overlay.setLayers(layers);
    },
    { immediate: true },
  );
  onScopeDispose(() => overlay.remove());
}

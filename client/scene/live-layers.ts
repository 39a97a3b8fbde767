import { computed, onScopeDispose, watch, type ComputedRef, type Ref } from 'vue';
import { circleLayer } from '../coverage/circles.ts';
import { useCoverage } from '../coverage/store.ts';
import { useLive } from '../live/store.ts';
import { createOverlay } from '../map/overlay.ts';
import type { Palette } from '../map/palette.ts';
import type { Stage } from '../map/stage.ts';
import type { Drawn } from '../probe.ts';
import { selectedStationLayers, stationAtlas, stationLayer } from '../stations/layer.ts';
import { crowding } from '../stations/crowding.ts';
import { useStations } from '../stations/store.ts';
import { usePlacing } from '../view/placing.ts';
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

/** What changes with a station or the zoom: circles and stations. */
function useStandingLayers({ palette, zoom }: LiveScene) {
  const view = useView();
  const stations = useStations();
  const coverage = useCoverage();
  const placing = usePlacing();
  const atlas = computed(() => stationAtlas(palette.value));
  /** While a station is being moved its circle goes along. */
  const selected = computed(() => {
    const station = stations.all.find((s) => view.selected?.kind === 'station' && s.id === view.selected.id);
    const position = placing.what === 'station' ? placing.place : null;
    return station === undefined || position === null ? station : { ...station, position };
  });
  const crowds = computed(() => crowding(stations.inService, coverage.radiusMetres / 2));
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
    ...(view.shows('stations') ? [stationLayer(stations.all, zoom.value, atlas.value)] : []),
    ...(selected.value === undefined
      ? []
      : selectedStationLayers(selected.value, coverage.radiusMetres, palette.value)),
  ]);
}

/** What changes with every event: whistles and their rings. */
function useWhistleLayers({ palette, marks, nowMs }: LiveScene) {
  const view = useView();
  const { rings, tick } = useRings(nowMs);
  const atlas = computed(() => whistleAtlas(palette.value));
  const selected = computed(() => (view.selected?.kind === 'whistle' ? view.selected.id : null));
  return computed(() =>
    whistleLayers({
      marks: marks.value,
      selected: selected.value,
      palette: palette.value,
      atlas: atlas.value,
      rings: view.shows('whistles') ? rings.value : [],
      nowMs: tick.value,
    }),
  );
}

/**
 * Starts what lives above the map. A module of its own, loaded beside the map and started after its first tiles, so that
 * deck.gl does not delay the zones. What stands has a canvas of its own below what moves: the large translucent circles
 * cost more than everything else together and must not be drawn again for each whistle. Ends with the effect scope that
 * it is called in.
 */
export function startLiveLayers(scene: LiveScene): void {
  const live = useLive();
  const { map } = scene.stage;
  const standing = createOverlay(map, 1, () => undefined);
  const moving = createOverlay(map, 2, scene.drawn.rendered);
  watch(useStandingLayers(scene), standing.setLayers, { immediate: true });
  watch(
    useWhistleLayers(scene),
    (layers) => {
      scene.drawn.given(live.state?.seq ?? 0);
      moving.setLayers(layers);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    standing.remove();
    moving.remove();
  });
}

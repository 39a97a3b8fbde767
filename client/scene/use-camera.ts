import { watch } from 'vue';
import type { LngLat } from 'maplibre-gl';
import type { Bbox, Position } from '../../server/contract/geo.ts';
import { useAreas } from '../areas/store.ts';
import { useLive } from '../live/store.ts';
import { prefersStill } from '../map/motion.ts';
import type { Covered, Stage } from '../map/stage.ts';
import { useStations } from '../stations/store.ts';
import { usePlacing } from '../view/placing.ts';
import { useView } from '../view/store.ts';

/** From here on a selected place can be told from its neighbours. */
const placeZoom = 13.5;

/** Moves the camera where the view asks and cards leave room, and tells the view where the camera stands. */
export function watchCamera(stage: Stage, covered: () => Covered): void {
  const view = useView();
  const areas = useAreas();
  const placing = usePlacing();
  const how = () => {
    const { rightPixels, corner } = covered();
    return { rightPixels, corner, animate: !prefersStill() };
  };
  const toArea = (): void => {
    const { current } = areas;
    // The whole city is looked at all day, large; of an area nothing may be hidden.
    if (current !== null) stage.fit(current.bbox, { ...how(), mostLoss: current.level === 'city' ? 0.25 : 0.6 });
  };
  if (view.camera === null) stage.fit(stage.home, { ...how(), animate: false });
  watch(
    () => view.lookAt,
    (wish) => {
      if (wish?.kind === 'area') toArea();
      else if (wish?.kind === 'box') stage.fit(wish.bbox, how());
      else if (wish?.kind === 'place') stage.go(wish.position, placeZoom, how());
    },
  );
  watch(
    () => covered().bottomPixels,
    (pixels) => stage.clearBottom(pixels, placing.place ?? selectedAt(), !prefersStill()),
  );
  const selectedAt = selectedPlace();
  keepInSight(stage, covered, selectedAt);
  makeRoomForPlacing(stage, covered);
  // An address that names an area and no camera: go there as soon as the areas are known.
  const pending = view.camera === null && view.area !== null;
  const stop = watch(
    () => areas.current,
    (area) => {
      if (area === null) return;
      if (pending) toArea();
      queueMicrotask(() => stop());
    },
    { immediate: true },
  );
  watch(
    () => view.restored,
    () => {
      const { camera } = view;
      if (camera === null) toArea();
      else
        stage.map.easeTo({ center: [camera.lng, camera.lat], zoom: camera.zoom, duration: prefersStill() ? 0 : 600 });
    },
  );
  stage.map.on('moveend', () => {
    const { lng, lat } = stage.map.getCenter();
    view.camera = { lng, lat, zoom: stage.map.getZoom() };
  });
}

/** While somebody looks for a place, all that was in sight is so beside the form; then the camera goes back. */
function makeRoomForPlacing(stage: Stage, covered: () => Covered): void {
  const placing = usePlacing();
  const { map } = stage;
  const cameraNow = (): string => `${map.getZoom()} ${map.getCenter().toString()}`;
  let before: { center: LngLat; zoom: number } | null = null;
  let made = '';
  let madeZoom = 0;
  watch(
    () => placing.what,
    (what) => {
      const { rightPixels } = covered();
      const animate = !prefersStill();
      if (what === 'whistle' && placing.place === null && rightPixels > 0) {
        before = { center: map.getCenter(), zoom: map.getZoom() };
        map.once('moveend', () => {
          made = cameraNow();
          madeZoom = map.getZoom();
        });
        stage.fit(map.getBounds().toArray().flat() as Bbox, { rightPixels, corner: { width: 0, height: 0 }, animate });
      } else if (before !== null) {
        // Where the person has moved it meanwhile it stays there, but as near as it was.
        const { center, zoom } = before;
        const moved = cameraNow() !== made;
        map.easeTo({
          center: moved ? map.getCenter() : center,
          zoom: moved ? map.getZoom() + zoom - madeZoom : zoom,
          duration: animate ? 300 : 0,
        });
        before = null;
      }
    },
  );
  const look = (): void => {
    if (placing.what === 'none') return;
    const canvas = map.getCanvas();
    const { y } = map.project(map.getCenter());
    const { lng, lat } = map.unproject([(canvas.clientWidth - covered().rightPixels) / 2, y]);
    placing.middle = [lng, lat];
  };
  map.on('moveend', look);
  watch(() => placing.what, look);
}

/** Where the selected station or whistle stands, if anything is selected. */
function selectedPlace(): () => Position | null {
  const view = useView();
  const stations = useStations();
  const live = useLive();
  return () => {
    const { selected } = view;
    if (selected?.kind === 'station') return stations.all.find((s) => s.id === selected.id)?.position ?? null;
    if (selected?.kind === 'whistle') return live.open.find((w) => w.id === selected.id)?.position ?? null;
    return null;
  };
}

/** Moves the map where a card would cover what was selected, or the place that a whistle is to have. */
function keepInSight(stage: Stage, covered: () => Covered, selectedAt: () => Position | null): void {
  const view = useView();
  const placing = usePlacing();
  /** Brings a place out from under the cards at the right. */
  const uncover = (at: Position | null): void => {
    const { rightPixels, corner } = covered();
    if (at === null || rightPixels === 0) return;
    const { x } = stage.map.project(at);
    const widthPixels = stage.map.getCanvas().width / devicePixelRatio;
    if (x > widthPixels - rightPixels - 24 && x < widthPixels)
      stage.go(at, stage.map.getZoom(), { rightPixels, corner, animate: !prefersStill() });
  };
  watch(
    () => view.selected,
    () => uncover(selectedAt()),
  );
  watch(
    () => placing.what,
    (what) => {
      if (what === 'whistle' && placing.place !== null) uncover(placing.place);
    },
  );
}

import { watch } from 'vue';
import { useAreas } from '../areas/store.ts';
import { prefersStill } from '../map/motion.ts';
import type { Covered, Stage } from '../map/stage.ts';
import { usePlacing } from '../view/placing.ts';
import { useView } from '../view/store.ts';

/** From here on a selected place can be told from its neighbours. */
const placeZoom = 13.5;

/** Moves the camera where the view asks and cards leave room, and tells the view where the camera stands. */
export function watchCamera(stage: Stage, covered: () => Covered): void {
  const view = useView();
  const areas = useAreas();
  const placing = usePlacing();
  const how = () => ({ rightPixels: covered().rightPixels, animate: !prefersStill() });
  const toArea = (): void => {
    if (areas.current !== null) stage.fit(areas.current.bbox, how());
  };
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
    (pixels) => stage.clearBottom(pixels, placing.place, !prefersStill()),
  );
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

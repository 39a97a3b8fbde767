import type { Map as MapLibreMap } from 'maplibre-gl';

/** Once the first frame with tiles is on the screen: what is done in the frame itself holds it back. */
export function afterLoad(map: MapLibreMap, work: () => void): void {
  map.once('load', () => requestAnimationFrame(() => setTimeout(work)));
}

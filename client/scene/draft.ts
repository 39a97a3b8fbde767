import { Marker, type Map as MapLibreMap } from 'maplibre-gl';
import type { Position } from '../../server/contract/geo.ts';

/** The cross that shows where a whistle or station would stand; it can be dragged. `null` takes it away. */
export function createDraft(
  map: MapLibreMap,
  moved: (position: Position) => void,
): (position: Position | null) => void {
  const element = document.createElement('div');
  element.className = 'draft-mark';
  const marker = new Marker({ element, draggable: true });
  marker.on('dragend', () => {
    const { lng, lat } = marker.getLngLat();
    moved([lng, lat]);
  });
  return (position) => {
    if (position === null) marker.remove();
    else marker.setLngLat(position).addTo(map);
  };
}

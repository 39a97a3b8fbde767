import type { SearchHit } from '../../server/contract/city.ts';
import type { useView } from '../view/store.ts';
import type { useStations } from '../stations/store.ts';

/** Shows what was found: an area opens, anything else is selected where it can be, and the camera goes there. */
export function openHit(
  hit: SearchHit,
  view: ReturnType<typeof useView>,
  stations: ReturnType<typeof useStations>,
): void {
  const goThere = (): void => {
    if (hit.bbox !== null) view.look({ kind: 'box', bbox: hit.bbox });
    else view.look({ kind: 'place', position: hit.position });
  };
  switch (hit.kind) {
    case 'district':
    case 'street':
    case 'community':
      view.openArea(hit.id);
      return;
    case 'zone':
    case 'whistle':
      view.select({ kind: hit.kind, id: hit.id });
      break;
    case 'station': {
      const station = stations.all.find((s) => s.code === hit.id || s.id === hit.id);
      if (station !== undefined) view.select({ kind: 'station', id: station.id });
      break;
    }
    case 'compound':
      break;
  }
  goThere();
}

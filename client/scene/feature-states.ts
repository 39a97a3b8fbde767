import type { Map as MapLibreMap } from 'maplibre-gl';

export interface StateTarget {
  source: string;
  sourceLayer: string;
  key: string;
  /** The class that the style draws a feature in which has no state; left out: none. */
  resting?: number;
}

/** What a painter holds: class by feature id, as last set; 255 means that none is set. */
export interface ClassPainter {
  /** Sets what differs from the last time, in one go. `classes[id]` is a class, 255 clears it. */
  paint: (classes: Uint8Array) => number;
  /** Forgets what was set, because the source was made anew. */
  forget: () => void;
}

export const noClass = 255;

/**
 * Writes classes into feature-state; only what changed, so that a delta of a few zones costs a few calls. What rests has
 * no state: MapLibre goes through all states of a source with every tile that it loads.
 */
export function createPainter(
  map: Pick<MapLibreMap, 'setFeatureState'>,
  { source, sourceLayer, key, resting = noClass }: StateTarget,
): ClassPainter {
  let shown = new Uint8Array(0);
  return {
    paint: (classes) => {
      let changed = 0;
      for (let id = 0; id < classes.length; id++) {
        const value = classes[id]!;
        if (value === (shown[id] ?? resting)) continue;
        map.setFeatureState({ source, sourceLayer, id }, { [key]: value === noClass ? -1 : value });
        changed += 1;
      }
      shown = classes.slice();
      return changed;
    },
    forget: () => {
      shown = new Uint8Array(0);
    },
  };
}

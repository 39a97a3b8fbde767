import { MapLibreOverlay, type Layer } from 'deck.gl';
import type { Map as MapLibreMap } from 'maplibre-gl';

export interface Overlay {
  setLayers: (layers: Layer[]) => void;
  remove: () => void;
}

/**
 * What lives, drawn above the map on a canvas of its own. MapLibre comes back after a lost WebGL context and deck.gl does
 * not, so the overlay is made anew when either canvas loses its context. `level`: an overlay lies above those of a lower
 * one, whichever was made last.
 */
export function createOverlay(map: MapLibreMap, level: number, onDrawn: () => void): Overlay {
  let layers: Layer[] = [];
  let overlay: MapLibreOverlay | null = null;
  const build = (): void => {
    overlay = new MapLibreOverlay({
      interleaved: false,
      layers,
      onAfterRender: onDrawn,
      deviceProps: { type: 'webgl', webgl: { antialias: false, depth: false, stencil: false } },
    });
    map.addControl(overlay);
    const canvas = overlay.getCanvas();
    canvas?.parentElement?.style.setProperty('z-index', String(level));
    // The map below has the keyboard; two more stops without a name, both of one id, would help nobody.
    canvas?.setAttribute('tabindex', '-1');
    canvas?.setAttribute('id', `overlay-${level}`);
    canvas?.addEventListener('webglcontextlost', rebuild, { once: true });
  };
  const drop = (): void => {
    if (overlay !== null) map.removeControl(overlay);
    overlay = null;
  };
  // A layer instance belongs to the deck that first drew it; clones are free to be drawn by the next one.
  const rebuild = (): void => {
    drop();
    layers = layers.map((layer) => layer.clone({}) as Layer);
    build();
  };
  map.on('webglcontextrestored', rebuild);
  build();
  return {
    setLayers: (next) => {
      layers = next;
      overlay?.setProps({ layers });
    },
    remove: () => {
      map.off('webglcontextrestored', rebuild);
      drop();
    },
  };
}

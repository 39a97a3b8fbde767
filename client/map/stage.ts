import type { GeoJSONSource, LayerSpecification, Map as MapLibreMap, PaddingOptions } from 'maplibre-gl';
import type { Bbox, Position } from '../../server/contract/geo.ts';
import { createMap, type MapStart } from './create.ts';
import { createLayerRegistry } from './registry.ts';

export interface Stage {
  map: MapLibreMap;
  /** The whole city. */
  home: Bbox;
  setData: (id: string, data: GeoJSON.GeoJSON) => void;
  setStyleLayers: (layers: LayerSpecification[]) => void;
  fit: (bbox: Bbox, options: FitOptions) => void;
  /** Brings a place to the middle, no farther than `zoom`. */
  go: (position: Position, zoom: number, options: FitOptions) => void;
  /** Moves the picture up, clear of a form that covers so much at the bottom; `position`, if any, to the middle of the rest. */
  clearBottom: (pixels: number, position: Position | null, animate: boolean) => void;
  remove: () => void;
}
/** What cards hide of the map, in pixels. */
export interface Covered {
  rightPixels: number;
  bottomPixels: number;
  /** What the legend takes of the lower left corner; nothing where it is folded. */
  corner: { width: number; height: number };
}
export interface FitOptions extends Pick<Covered, 'rightPixels' | 'corner'> {
  animate: boolean;
  maxZoom?: number;
  /** So much smaller, in zooms, the box may be drawn to keep clear of the legend's corner. */
  mostLoss?: number;
}

/** Ease in and out; a camera move takes between 0.6 and 1.2 s. */
const easing = (t: number): number => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2);
const moveMs = 900;

/** Room at the edges: beside the corner that the legend takes, above it, or, if need be, below it. */
function cornerPaddings({ rightPixels, corner }: Pick<Covered, 'rightPixels' | 'corner'>): PaddingOptions[] {
  const sides = { top: 40, bottom: 40, left: 40, right: 40 + rightPixels };
  return [{ ...sides, left: 40 + corner.width }, { ...sides, bottom: 40 + corner.height }, sides];
}

/** The first of some paddings with which a box is seen about as large as with any of them. */
function roomiest(
  map: MapLibreMap,
  { bbox, mostLoss }: { bbox: Bbox; mostLoss: number },
  paddings: PaddingOptions[],
): PaddingOptions {
  const zooms = paddings.map((padding) => map.cameraForBounds(bbox, { padding })?.zoom ?? -Infinity);
  const enough = Math.max(...zooms) - mostLoss;
  return paddings[zooms.findIndex((zoom) => zoom >= enough)]!;
}

/** The map, its style layers and its camera. */
export function createStage(start: MapStart): Stage {
  const map = createMap(start);
  return {
    map,
    home: start.bbox,
    setData: (id, data) => {
      void map.getSource<GeoJSONSource>(id)?.setData(data);
    },
    setStyleLayers: createLayerRegistry(map, start.layers),
    fit: (bbox, { rightPixels, corner, animate, maxZoom = 16, mostLoss = 0.25 }) => {
      map.stop();
      map.fitBounds(bbox, {
        padding: roomiest(map, { bbox, mostLoss }, cornerPaddings({ rightPixels, corner })),
        maxZoom,
        duration: animate ? moveMs : 0,
        easing,
        linear: true,
      });
    },
    go: (position, zoom, { rightPixels, animate }) => {
      map.stop();
      map.easeTo({
        center: position,
        zoom: Math.max(map.getZoom(), zoom),
        offset: [-rightPixels / 2, 0],
        duration: animate ? moveMs : 0,
        easing,
      });
    },
    clearBottom: (bottom, position, animate) => {
      map.stop();
      map.easeTo({
        padding: { top: 0, left: 0, right: 0, bottom },
        ...(position === null ? {} : { center: position }),
        duration: animate ? moveMs : 0,
        easing,
      });
    },
    remove: () => map.remove(),
  };
}

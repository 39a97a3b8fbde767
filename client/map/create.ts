import {
  Map as MapLibreMap,
  prewarm,
  setWorkerUrl,
  type LayerSpecification,
  type MapOptions,
  type SourceSpecification,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Bbox } from '../../server/contract/geo.ts';

export interface MapStart {
  container: HTMLElement;
  /** Where to look first: a camera (`lng`, `lat`, `zoom`), else the whole box. */
  camera: { lng: number; lat: number; zoom: number } | null;
  bbox: Bbox;
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
  /** What a screen reader says of the map. */
  label: string;
}

const firstSight = ({ camera, bbox }: MapStart): Partial<MapOptions> =>
  camera === null
    ? { bounds: bbox, fitBoundsOptions: { padding: 24 } }
    : { center: [camera.lng, camera.lat], zoom: camera.zoom };

// The workers read their 0.5 MB of script while the page is being built.
setWorkerUrl(workerUrl);
prewarm();

/** Makes the page's one map: flat, north up, without any address outside this server. */
export function createMap(start: MapStart): MapLibreMap {
  const map = new MapLibreMap({
    container: start.container,
    style: { version: 8, sources: start.sources, layers: start.layers },
    ...firstSight(start),
    // Text is drawn from the page's own face; the style names no glyph server.
    localIdeographFontFamily: "'Noto Sans SC Variable', sans-serif",
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    fadeDuration: 120,
    minZoom: 5,
    maxZoom: 19,
    locale: { 'Map.Title': start.label },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

// The peer of the page: MapLibre alone with the same tiles, and whistles as a GeoJSON source fed by a plain socket.
import { Map as MapLibreMap, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { io } from 'socket.io-client';

export interface BareWhistle {
  n: number;
  position: [number, number];
}

export interface Bare {
  map: MapLibreMap;
  /** Local real time (ms) at which whistle `n` was drawn. */
  drawnAt: Record<number, number>;
}

declare global {
  interface Window {
    bare?: Bare;
  }
}

const query = new URLSearchParams(location.search);
const number = (name: string): number => Number(query.get(name));
const container = document.getElementById('map')!;
// The box that the product's map has, so that both draw the same view: `left,top,width,height` in pixels.
const [left = 0, top = 0, width = innerWidth, height = innerHeight] = query.get('box')?.split(',').map(Number) ?? [];
container.style.cssText = `position:fixed;left:${left}px;top:${top}px;width:${width}px;height:${height}px`;

setWorkerUrl(workerUrl);
const map = new MapLibreMap({
  container,
  attributionControl: false,
  center: [number('lng'), number('lat')],
  zoom: number('zoom'),
  fadeDuration: 0,
  style: {
    version: 8,
    sources: { zones: { type: 'vector', url: query.get('tiles')! } },
    layers: [
      {
        id: 'zones',
        type: 'fill',
        source: 'zones',
        'source-layer': 'zones',
        paint: { 'fill-color': ['step', ['coalesce', ['feature-state', 'v'], 0.5], '#123', 0.3, '#456', 0.7, '#789'] },
      },
      {
        id: 'zone-lines',
        type: 'line',
        source: 'zones',
        'source-layer': 'zones',
        paint: { 'line-color': '#fff', 'line-width': 0.4 },
      },
    ],
  },
});
const bare: Bare = { map, drawnAt: {} };
window.bare = bare;

const socketUrl = query.get('socket');
if (socketUrl !== null) map.once('load', () => follow(socketUrl));

function follow(url: string): void {
  const features: GeoJSON.Feature[] = [];
  let waiting: number[] = [];
  map.addSource('whistles', { type: 'geojson', data: { type: 'FeatureCollection', features } });
  map.addLayer({
    id: 'whistles',
    type: 'circle',
    source: 'whistles',
    paint: { 'circle-radius': 6, 'circle-color': '#f55' },
  });
  map.on('render', () => {
    if (waiting.length === 0 || !map.isSourceLoaded('whistles')) return;
    for (const n of waiting) bare.drawnAt[n] = Date.now();
    waiting = [];
  });
  const socket = io(url, { transports: ['websocket'] });
  socket.on('whistle', ({ n, position }: BareWhistle) => {
    features.push({ type: 'Feature', properties: { n }, geometry: { type: 'Point', coordinates: position } });
    waiting.push(n);
    void map.getSource<GeoJSONSource>('whistles')!.setData({ type: 'FeatureCollection', features });
  });
}

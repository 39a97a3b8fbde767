import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Area, City } from '../../server/contract/city.ts';
import type { AreaGeometry } from '../../server/contract/geo.ts';
import { tilePath, tileZooms, type TileLayer } from '../../server/contract/tiles.ts';
import type { Locale } from '../i18n/format.ts';
import type { Palette } from '../map/palette.ts';

/** Source ids that other layers draw from. */
export const zoneSource = 'zones';
export const areaSource = 'areas';

/** Vector tiles of a city version; `origin` is the page's own, since the workers need whole addresses. */
export function tileSources(city: City, origin: string): Record<string, SourceSpecification> {
  const of = (layer: TileLayer): SourceSpecification => ({
    type: 'vector',
    tiles: [origin + tilePath(city.id, layer, city.tileVersion)],
    bounds: city.bbox,
    ...tileZooms[layer],
  });
  return { [zoneSource]: of('zones'), [areaSource]: of('areas') };
}

export interface AreaView {
  palette: Palette;
  locale: Locale;
  /** The open area; `null` or the city: none is set off. */
  area: Area | null;
  /** Index of the selected zone, -1 for none. */
  zone: number;
  zones: boolean;
  /** Levels whose names may be drawn (their letters are loaded). */
  names: readonly number[];
}

const levelIs = (level: number): ExpressionSpecification => ['==', ['get', 'l'], level];

const outline = (
  id: string,
  level: number,
  minzoom: number,
  colour: string,
  widths: [number, number],
): LayerSpecification => ({
  id,
  type: 'line',
  source: areaSource,
  'source-layer': 'areas',
  minzoom,
  filter: levelIs(level),
  layout: { 'line-join': 'round' },
  paint: {
    'line-color': colour,
    'line-width': ['interpolate', ['linear'], ['zoom'], minzoom, widths[0], minzoom + 4, widths[1]],
  },
});

/** One colour, in the form in which zones have theirs: then both are drawn by one shader. */
const likeZones = (colour: string): ExpressionSpecification =>
  ['case', ['boolean', ['feature-state', 'never'], false], colour, colour] as unknown as ExpressionSpecification;

/**
 * Water: what whispers below everything. The ground itself is the page's own, behind a clear canvas: every kind of layer
 * more is a shader more to build before the first zone is seen (about 60 ms each without a graphics card), and so is the
 * smoothing of a fill's edge.
 */
export const waterLayers = (palette: Palette): LayerSpecification[] => [
  {
    id: 'water',
    type: 'fill',
    source: areaSource,
    'source-layer': 'water',
    paint: { 'fill-color': likeZones(palette.water), 'fill-antialias': false },
  },
];

/** Outlines by zoom; zones are thin lines until asked. */
export function outlineLayers({ palette, zones }: AreaView): LayerSpecification[] {
  const zoneLines: LayerSpecification = {
    id: 'zone-lines',
    type: 'line',
    source: zoneSource,
    'source-layer': 'zones',
    minzoom: 12,
    paint: {
      'line-color': palette.zone,
      'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.3, 16, 1],
    },
  };
  return [
    ...(zones ? [zoneLines] : []),
    outline('community-lines', 3, 10.5, palette.community, [0.4, 1.4]),
    outline('street-lines', 2, 8, palette.street, [0.4, 1.8]),
    outline('district-lines', 1, 5, palette.district, [0.9, 2.2]),
  ];
}

/** The open area set off: the rest dimmed, its outline strong; and the selected zone. */
export const focusLayers = ({ palette, area, zone }: AreaView): LayerSpecification[] => [
  {
    id: 'outside',
    type: 'fill',
    source: 'outside',
    paint: { 'fill-color': palette.ground, 'fill-opacity': 0.62, 'fill-antialias': false },
  },
  {
    id: 'open-area',
    type: 'line',
    source: areaSource,
    'source-layer': 'areas',
    filter: ['==', ['id'], area === null || area.level === 'city' ? -1 : area.index],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.text, 'line-width': 2, 'line-opacity': 0.85 },
  },
  {
    id: 'open-zone',
    type: 'line',
    source: zoneSource,
    'source-layer': 'zones',
    filter: ['==', ['id'], zone],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.focus, 'line-width': 3 },
  },
];

const nameRules = [
  { level: 1, minzoom: 6.5, maxzoom: 12.5, size: [12, 17] },
  { level: 2, minzoom: 10, maxzoom: 14.5, size: [11, 15] },
  { level: 3, minzoom: 12.8, maxzoom: 24, size: [11, 14] },
] as const;

/** MapLibre takes the weight from the first name, and draws with the first family that is there. */
const nameFont = (level: number): string[] => [
  level === 1 ? 'Shaotu Medium' : 'Shaotu Regular',
  'Noto Sans SC Variable',
];

/** Names in a point layer of their own, one level fading to the next. */
export const nameLayers = ({ palette, locale, names }: AreaView): LayerSpecification[] =>
  nameRules
    .filter((rule) => names.includes(rule.level))
    .map(({ level, minzoom, maxzoom, size }) => ({
      id: `names-${level}`,
      type: 'symbol',
      source: areaSource,
      'source-layer': 'labels',
      minzoom,
      maxzoom,
      filter: levelIs(level),
      layout: {
        'text-field': locale === 'en' ? ['coalesce', ['get', 'e'], ['get', 'n']] : ['get', 'n'],
        'text-font': nameFont(level),
        'text-size': ['interpolate', ['linear'], ['zoom'], minzoom, size[0], maxzoom === 24 ? 17 : maxzoom, size[1]],
        'text-letter-spacing': level === 1 ? 0.08 : 0.02,
        'text-max-width': 9,
        'text-padding': 6,
      },
      paint: {
        'text-color': palette.label,
        'text-opacity': level === 1 ? 1 : 0.92,
        'text-halo-color': palette.ground,
        'text-halo-width': 1.8,
      },
    }));

const world: GeoJSON.Position[] = [
  [-180, -85],
  [180, -85],
  [180, 85],
  [-180, 85],
  [-180, -85],
];

/** Everything but the area: the world with the area's exteriors as holes. `null` gives nothing. */
export function outsideOf(geometry: AreaGeometry | null): GeoJSON.Feature {
  const polygons = geometry === null ? [] : geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const holes = polygons.map((rings) => [...(rings[0] ?? [])].reverse());
  const rings = polygons.length === 0 ? [] : [world, ...holes];
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: rings } };
}

import type { ExpressionSpecification, FillLayerSpecification, LayerSpecification } from 'maplibre-gl';
import { areaSource, zoneSource } from '../areas/layer.ts';
import type { Palette } from '../map/palette.ts';
import { rampOf, type Ramp } from '../map/ramps.ts';
import type { Theme } from '../view/url.ts';

/** Feature-state keys: class of covered share, of people not reached, of open whistles. Absent where there is no data. */
export const stateKeys = { coverage: 'c', unreached: 'u', load: 'w' } as const;
export const hatchName = 'uncovered-hatch';

/** Class (feature-state) → colour; what has no class is clear, so that missing data never looks like a zero. */
function classColour(key: string, { colours }: Ramp): ExpressionSpecification {
  const pairs = colours.flatMap((colour, c) => [c, colour]);
  return [
    'match',
    ['coalesce', ['feature-state', key], -1],
    ...pairs,
    'rgba(0,0,0,0)',
  ] as unknown as ExpressionSpecification;
}

/** What has nothing is a breath of colour, so that a map of mostly nothing stays calm; the legend shows the same. */
export const nothingOpacity = 0.2;
export const fillOpacity = 0.68;

/** Below this zoom the load is shown by community: a single zone would be a speck. */
export const loadByZoneZoom = 12;

/** The fill that the theme asks for: one theme at a time. */
export function themeLayers(theme: Theme, scheme: 'dark' | 'light'): LayerSpecification[] {
  if (theme === 'none') return [];
  const paint = {
    'fill-color': classColour(stateKeys[theme], rampOf(theme, scheme)),
    'fill-opacity': ['case', ['==', ['feature-state', stateKeys[theme]], 0], nothingOpacity, fillOpacity],
    'fill-antialias': false,
  } as unknown as FillLayerSpecification['paint'];
  const byZone: LayerSpecification = {
    id: `zone-fill-${theme}`,
    type: 'fill',
    source: zoneSource,
    'source-layer': 'zones',
    filter: ['!=', ['get', 'k'], 3],
    paint,
  };
  const byCommunity: LayerSpecification = {
    id: `community-fill-${theme}`,
    type: 'fill',
    source: areaSource,
    'source-layer': 'areas',
    filter: ['==', ['get', 'l'], 3],
    paint,
  };
  if (theme === 'coverage') return [byZone];
  if (theme === 'unreached') return [byCommunity];
  return [
    { ...byCommunity, maxzoom: loadByZoneZoom },
    { ...byZone, minzoom: loadByZoneZoom },
  ];
}

/** What no circle reaches: hatched in orange. */
export const uncoveredLayers = (palette: Palette): LayerSpecification[] => [
  {
    id: 'uncovered-fill',
    type: 'fill',
    source: 'uncovered',
    paint: { 'fill-pattern': hatchName, 'fill-opacity': 0.5 },
  },
  {
    id: 'uncovered-line',
    type: 'line',
    source: 'uncovered',
    paint: { 'line-color': palette.uncovered, 'line-width': 1, 'line-opacity': 0.8 },
  },
];

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
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

/**
 * Opacity of a theme's fill. What has nothing is a breath of colour, so that a map of mostly nothing stays calm; near by
 * the coverage, which fills whole towns, steps back behind stations and whistles. Between the two zooms it changes evenly.
 */
const far = { zoom: 10, nothing: 0.2, something: 0.68 };
const near = { coverage: { zoom: 13, nothing: 0.12, something: 0.36 }, unreached: far, load: far };

/** The opacity at a zoom, for the legend's swatches: they look as the map does. */
export function fillOpacity(theme: Exclude<Theme, 'none'>, zoom: number, isNothing: boolean): number {
  const to = near[theme];
  const part = to === far ? 0 : Math.min(1, Math.max(0, (zoom - far.zoom) / (to.zoom - far.zoom)));
  const [a, b] = isNothing ? [far.nothing, to.nothing] : [far.something, to.something];
  return a + (b - a) * part;
}

function opacityOf(theme: Exclude<Theme, 'none'>): ExpressionSpecification {
  const isNothing = ['==', ['feature-state', stateKeys[theme]], 0];
  const at = ({ nothing, something }: typeof far) => ['case', isNothing, nothing, something];
  const to = near[theme];
  const stops = to === far ? at(far) : ['interpolate', ['linear'], ['zoom'], far.zoom, at(far), to.zoom, at(to)];
  return stops as unknown as ExpressionSpecification;
}

/** Below these zooms a theme is shown by community: zones have no tiles below 8, and one zone's load would be a speck. */
const byZoneFrom = { coverage: 8, load: 12 } as const;

/** The fill that the theme asks for: one theme at a time. */
export function themeLayers(theme: Theme, scheme: 'dark' | 'light'): LayerSpecification[] {
  if (theme === 'none') return [];
  const paint = {
    'fill-color': classColour(stateKeys[theme], rampOf(theme, scheme)),
    'fill-opacity': opacityOf(theme),
    'fill-antialias': false,
  };
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
  if (theme === 'unreached') return [byCommunity];
  return [
    { ...byCommunity, maxzoom: byZoneFrom[theme] },
    { ...byZone, minzoom: byZoneFrom[theme] },
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

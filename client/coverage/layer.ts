import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { areaSource, zoneSource } from '../areas/layer.ts';
import { rgba, type Palette } from '../map/palette.ts';
import { coverageRamp, rampOf, type Ramp } from '../map/ramps.ts';
import type { Theme } from '../view/url.ts';

/** Feature-state keys: class of covered share, of people not reached, of open whistles. Absent where there is no data. */
export const stateKeys = { coverage: 'c', unreached: 'u', load: 'w' } as const;
export const hatchName = 'uncovered-hatch';

/**
 * Opacity of a theme's fill at zooms, evenly between. Near by, the coverage, which fills whole towns, steps back behind
 * stations and whistles.
 */
const opacities = {
  coverage: [10, 0.68, 13, 0.36],
  unreached: [10, 0.68, 13, 0.68],
  load: [10, 0.68, 13, 0.68],
} as const;
/** What has nothing is a breath of its colour, so that a map of mostly nothing stays calm. */
const nothingShare = 0.3;

/** The opacity of a class at a zoom, for the legend's swatches: they look as the map does. */
export function fillOpacity(theme: Exclude<Theme, 'none'>, zoom: number, isNothing: boolean): number {
  const [far, atFar, near, atNear] = opacities[theme];
  const part = Math.min(1, Math.max(0, (zoom - far) / (near - far)));
  return (atFar + (atNear - atFar) * part) * (isNothing ? nothingShare : 1);
}

/**
 * A zone without a state is drawn as wholly covered, which two of three zones of a served city are; the fill is clear until
 * the zones have been given their classes. Other themes have no class to rest in.
 */
export const restingCoverage = coverageRamp.colours.length - 1;

/** Kind of a water zone in the tiles. */
const waterKind = 3;
const clear = 'rgba(0,0,0,0)';

/**
 * Class (feature-state) → colour; what has no class is clear, so that missing data never looks like a zero (for the
 * coverage see `restingCoverage`). Water is kept
 * out by its colour, not by a filter: layers without one share their triangles with the layer under the pointer. The zoom
 * plays no part here: it would make every zone's colour twice.
 */
function fillColour(theme: Exclude<Theme, 'none'>, { colours }: Ramp): ExpressionSpecification {
  const pairs = colours.flatMap((hex, c) => {
    const [r, g, b] = rgba(hex);
    return [c, `rgba(${r},${g},${b},${c === 0 ? nothingShare : 1})`];
  });
  const resting = theme === 'coverage' ? restingCoverage : -1;
  const colour = ['match', ['coalesce', ['feature-state', stateKeys[theme]], resting], ...pairs, clear];
  return ['case', ['==', ['get', 'k'], waterKind], clear, colour] as unknown as ExpressionSpecification;
}

/** First zooms of zones and of communities in the tiles; farther out a theme is shown by street. */
export const zonesFrom = 7;
const communitiesFrom = 8;
/** From here on the load is shown by zone: before it one zone's load would be a speck. */
const loadByZoneFrom = 12;

/** Whether zones, and whether areas, have been given their classes of coverage. */
export interface Painted {
  zones: boolean;
  areas: boolean;
}

/** The fill that the theme asks for: one theme at a time, by street, community or zone as the zoom allows. */
export function themeLayers(theme: Theme, scheme: 'dark' | 'light', painted: Painted): LayerSpecification[] {
  if (theme === 'none') return [];
  const opacity = ['interpolate', ['linear'], ['zoom'], ...opacities[theme]] as unknown as ExpressionSpecification;
  const paint = {
    'fill-color': fillColour(theme, rampOf(theme, scheme)),
    'fill-opacity': opacity,
    'fill-antialias': false,
  };
  const byArea = (name: string, level: number): LayerSpecification => ({
    id: `${name}-fill-${theme}`,
    type: 'fill',
    source: areaSource,
    'source-layer': 'areas',
    filter: ['==', ['get', 'l'], level],
    paint,
  });
  const byZone: LayerSpecification = {
    id: `zone-fill-${theme}`,
    type: 'fill',
    source: zoneSource,
    'source-layer': 'zones',
    paint,
  };
  const byStreet = byArea('street', 2);
  const byCommunity = byArea('community', 3);
  if (theme === 'coverage')
    return [
      { ...byStreet, maxzoom: zonesFrom, paint: painted.areas ? paint : { ...paint, 'fill-opacity': 0 } },
      { ...byZone, minzoom: zonesFrom, paint: painted.zones ? paint : { ...paint, 'fill-opacity': 0 } },
    ] as LayerSpecification[];
  if (theme === 'unreached')
    return [
      { ...byStreet, maxzoom: communitiesFrom },
      { ...byCommunity, minzoom: communitiesFrom },
    ];
  return [
    { ...byStreet, maxzoom: communitiesFrom },
    { ...byCommunity, minzoom: communitiesFrom, maxzoom: loadByZoneFrom },
    { ...byZone, minzoom: loadByZoneFrom },
  ];
}

/** What no circle reaches: hatched in orange. */
export const uncoveredLayers = (palette: Palette): LayerSpecification[] => [
  {
    id: 'uncovered-fill',
    type: 'fill',
    source: 'uncovered',
    paint: { 'fill-pattern': hatchName, 'fill-opacity': 0.5, 'fill-antialias': false },
  },
  {
    id: 'uncovered-line',
    type: 'line',
    source: 'uncovered',
    paint: { 'line-color': palette.uncovered, 'line-width': 1, 'line-opacity': 0.8 },
  },
];

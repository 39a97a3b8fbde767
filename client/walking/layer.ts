import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../map/palette.ts';

/** Sources of what is drawn of the selection. */
export const reachSource = 'walk-reach';
export const pathSource = 'walk-path';

/** The ways from which a station is reached, the nearer the stronger, and the walk from a compound above them. */
export const walkLayers = (palette: Palette): LayerSpecification[] => [
  {
    id: 'walk-reach',
    type: 'line',
    source: reachSource,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': palette.circle,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.5, 16, 5],
      'line-opacity': ['match', ['get', 'minutes'], 5, 0.55, 10, 0.5, 0.55],
    },
  },
  {
    id: 'walk-path-edge',
    type: 'line',
    source: pathSource,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': palette.ground, 'line-width': 7 },
  },
  {
    id: 'walk-path',
    type: 'line',
    source: pathSource,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': palette.focus, 'line-width': 3.5 },
  },
];

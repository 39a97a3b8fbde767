import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../map/palette.ts';

/** Sources of what is drawn of the selection. */
export const reachSource = 'walk-reach';
export const outlineSource = 'walk-outline';
export const pathSource = 'walk-path';

/**
 * What lies within the minutes of a station, the nearer the stronger since each lies over the longer ones; the ways on
 * which it is reached; and the walk from a compound above them.
 */
export const walkLayers = (palette: Palette): LayerSpecification[] => [
  {
    id: 'walk-outline',
    type: 'fill',
    source: outlineSource,
    paint: { 'fill-color': palette.circle, 'fill-opacity': 0.14 },
  },
  {
    id: 'walk-outline-edge',
    type: 'line',
    source: outlineSource,
    layout: { 'line-join': 'round' },
    paint: { 'line-color': palette.circle, 'line-width': 1.2, 'line-opacity': 0.9 },
  },
  {
    id: 'walk-reach',
    type: 'line',
    source: reachSource,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': palette.circle,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.8, 16, 3],
      'line-opacity': 0.5,
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

import type { LayerSpecification } from 'maplibre-gl';
import {
  areaSource,
  focusLayers,
  waterLayers,
  nameLayers,
  outlineLayers,
  zoneSource,
  type AreaView,
} from '../areas/layer.ts';
import { themeLayers, uncoveredLayers, zonesFrom, type Painted } from '../coverage/layer.ts';
import type { Theme } from '../view/url.ts';
import { walkLayers } from '../walking/layer.ts';

export interface StyleView extends AreaView {
  theme: Theme;
  scheme: 'dark' | 'light';
  /** What has its classes of coverage. */
  painted: Painted;
  uncovered: boolean;
  showNames: boolean;
  /** Whether something of a walk is to be drawn. */
  walked: boolean;
}

/** Zones, and far out streets, for the pointer: always there, never seen, whatever the theme. */
const underPointer: LayerSpecification[] = [
  {
    id: 'street-touch',
    type: 'fill',
    source: areaSource,
    'source-layer': 'areas',
    filter: ['==', ['get', 'l'], 2],
    maxzoom: zonesFrom,
    paint: { 'fill-opacity': 0 },
  },
  {
    id: 'zone-touch',
    type: 'fill',
    source: zoneSource,
    'source-layer': 'zones',
    // The same as the coverage fill's, so that both share one set of triangles.
    minzoom: zonesFrom,
    paint: { 'fill-opacity': 0 },
  },
];

/**
 * What the map begins with: the zones, in their colours. The tiles of the areas (water, outlines, names) are fetched and
 * cut while nobody waits, once the zones are drawn.
 */
export const firstLayers = (view: StyleView): LayerSpecification[] =>
  styleLayers(view).filter((layer) => 'source' in layer && layer.source === zoneSource);

/** All style layers of the page, from the lowest up. */
export const styleLayers = (view: StyleView): LayerSpecification[] => [
  ...waterLayers(view.palette),
  ...underPointer,
  ...themeLayers(view.theme, view.scheme, view.painted),
  ...(view.uncovered ? uncoveredLayers(view.palette) : []),
  ...outlineLayers(view),
  ...(view.walked ? walkLayers(view.palette) : []),
  ...focusLayers(view),
  ...(view.showNames ? nameLayers(view) : []),
];

import type { LayerSpecification } from 'maplibre-gl';
import { focusLayers, groundLayers, nameLayers, outlineLayers, type AreaView } from '../areas/layer.ts';
import { themeLayers, uncoveredLayers } from '../coverage/layer.ts';
import type { Theme } from '../view/url.ts';

export interface StyleView extends AreaView {
  theme: Theme;
  scheme: 'dark' | 'light';
  uncovered: boolean;
  showNames: boolean;
}

/** Zones for the pointer: always there, never seen, whatever the theme. */
const zonesUnderPointer: LayerSpecification = {
  id: 'zone-touch',
  type: 'fill',
  source: 'zones',
  'source-layer': 'zones',
  paint: { 'fill-opacity': 0 },
};

/** All style layers of the page, from the ground up. */
export const styleLayers = (view: StyleView): LayerSpecification[] => [
  ...groundLayers(view.palette),
  zonesUnderPointer,
  ...themeLayers(view.theme, view.scheme),
  ...(view.uncovered ? uncoveredLayers(view.palette) : []),
  ...outlineLayers(view),
  ...focusLayers(view),
  ...(view.showNames ? nameLayers(view) : []),
];

import { IconLayer, ScatterplotLayer } from 'deck.gl';
import type { Station } from '../../server/contract/station.ts';
import { drawAtlas, type Atlas, type Glyph } from '../map/atlas.ts';
import { rgba, type Palette } from '../map/palette.ts';
import { stationShapes } from '../ui/shapes.ts';
import { stationPixels } from './pixels.ts';

/** Name of a station's picture: kind and whether it is in service (filled) or not (hollow). */
export const glyphOf = (s: Pick<Station, 'kind' | 'open'>): string => `${s.kind}-${s.open ? 'open' : 'closed'}`;

/** Pictures of the three kinds, filled and hollow. */
export function stationGlyphs(palette: Palette): Glyph[] {
  return (Object.keys(stationShapes) as Station['kind'][]).flatMap((kind) => [
    {
      name: `${kind}-open`,
      path: stationShapes[kind],
      fill: palette.station,
      stroke: palette.ground,
      strokeWidth: 3.5,
    },
    {
      name: `${kind}-closed`,
      path: stationShapes[kind],
      fill: palette.ground,
      stroke: palette.station,
      strokeWidth: 4,
    },
  ]);
}

export const stationAtlas = (palette: Palette): Atlas =>
  drawAtlas(stationGlyphs(palette), document.createElement('canvas'));

/** The stations as small exact marks. */
export function stationLayer(stations: readonly Station[], zoom: number, atlas: Atlas): IconLayer<Station> {
  return new IconLayer<Station>({
    id: 'stations',
    data: stations,
    iconAtlas: atlas.image,
    iconMapping: atlas.mapping,
    getIcon: glyphOf,
    getPosition: (s) => s.position,
    getSize: 1,
    sizeScale: stationPixels(zoom),
    sizeUnits: 'pixels',
  });
}

/** The selected station: a ring around its mark, and its own circle set off from the others. */
export function selectedStationLayers(
  station: Station,
  radiusMetres: number,
  palette: Palette,
): ScatterplotLayer<Station>[] {
  const common = {
    data: [station],
    getPosition: (s: Station) => s.position,
    stroked: true,
    getLineColor: rgba(palette.focus),
    lineWidthUnits: 'pixels',
    updateTriggers: { getLineColor: palette.focus },
  } as const;
  return [
    new ScatterplotLayer<Station>({
      ...common,
      id: 'station-selected-circle',
      getRadius: radiusMetres,
      radiusUnits: 'meters',
      filled: true,
      getFillColor: rgba(palette.focus, 0.06),
      getLineWidth: 1.5,
    }),
    new ScatterplotLayer<Station>({
      ...common,
      id: 'station-selected',
      getRadius: 15,
      radiusUnits: 'pixels',
      filled: false,
      getLineWidth: 2.5,
    }),
  ];
}

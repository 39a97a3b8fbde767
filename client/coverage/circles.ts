import { ScatterplotLayer } from 'deck.gl';
import type { Station } from '../../server/contract/station.ts';
import { rgba, type Palette } from '../map/palette.ts';

/** Service circles of the stations in service: thin strokes, faint fill; the radius in metres, straight line. */
export function circleLayer(
  inService: readonly Station[],
  radiusMetres: number,
  zoom: number,
  palette: Palette,
): ScatterplotLayer<Station> {
  const near = Math.min(1, Math.max(0, (zoom - 8.5) / 4));
  return new ScatterplotLayer<Station>({
    id: 'circles',
    data: inService,
    getPosition: (s) => s.position,
    getRadius: radiusMetres,
    radiusUnits: 'meters',
    stroked: true,
    filled: true,
    getFillColor: rgba(palette.circle, 0.04),
    getLineColor: rgba(palette.circle, 0.16 + 0.5 * near),
    getLineWidth: 0.6 + 0.5 * near,
    lineWidthUnits: 'pixels',
    updateTriggers: {
      getRadius: radiusMetres,
      getFillColor: palette.circle,
      getLineColor: [palette.circle, near],
      getLineWidth: near,
    },
  });
}

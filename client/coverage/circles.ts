import { ScatterplotLayer } from 'deck.gl';
import type { Station } from '../../server/contract/station.ts';
import { rgba, type Palette } from '../map/palette.ts';

export interface CircleView {
  inService: readonly Station[];
  /** Other stations near by, by station id: the more, the fainter. */
  crowding: ReadonlyMap<string, number>;
  radiusMetres: number;
  zoom: number;
  palette: Palette;
}

/** Service circles of the stations in service: thin strokes, faint fill; the radius in metres, straight line. */
export function circleLayer({
  inService,
  crowding,
  radiusMetres,
  zoom,
  palette,
}: CircleView): ScatterplotLayer<Station> {
  const near = Math.min(1, Math.max(0, (zoom - 8.5) / 4));
  const opacity = 0.18 + 0.42 * near;
  const crowd = (s: Station): number => (crowding.get(s.id) ?? 0) / 6;
  return new ScatterplotLayer<Station>({
    id: 'circles',
    data: inService,
    getPosition: (s) => s.position,
    getRadius: radiusMetres,
    radiusUnits: 'meters',
    stroked: true,
    filled: true,
    getFillColor: (s) => rgba(palette.circle, 0.03 / (1 + crowd(s))),
    getLineColor: (s) => rgba(palette.circle, opacity / (1 + crowd(s))),
    getLineWidth: 0.6 + 0.5 * near,
    lineWidthUnits: 'pixels',
    updateTriggers: { getFillColor: palette.circle, getLineColor: [palette.circle, opacity] },
  });
}

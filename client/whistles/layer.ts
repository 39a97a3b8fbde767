import { IconLayer, ScatterplotLayer, TextLayer, type Layer } from 'deck.gl';
import type { WhistleState } from '../../server/contract/whistle.ts';
import { drawAtlas, type Atlas, type Glyph } from '../map/atlas.ts';
import { rgba, type Palette } from '../map/palette.ts';
import { stateShapes } from '../ui/shapes.ts';
import { markPixels, type Mark, type MarkSet } from './marks.ts';
import { ringsAt, type Ring } from './rings.ts';

export const whistleGlyphs = (palette: Palette): Glyph[] =>
  (Object.keys(stateShapes) as WhistleState[]).map((state) => ({
    name: state,
    path: stateShapes[state],
    fill: palette.states[state],
    stroke: palette.ground,
    strokeWidth: 3.6,
  }));

export const whistleAtlas = (palette: Palette): Atlas =>
  drawAtlas(whistleGlyphs(palette), document.createElement('canvas'));

export interface WhistleView {
  marks: MarkSet;
  /** Id of the selected whistle. */
  selected: string | null;
  palette: Palette;
  atlas: Atlas;
  /** Whistles blown a moment ago; see `ringsAt`. */
  rings: readonly Ring[];
  nowMs: number;
}

function chipLayer(clusters: Mark[], { palette }: WhistleView): TextLayer<Mark> {
  return new TextLayer<Mark>({
    id: 'whistle-chips',
    data: clusters,
    getPosition: (m) => m.position,
    getText: (m) => String(m.entries.length),
    characterSet: '0123456789',
    fontFamily: "'Noto Sans SC Variable', sans-serif",
    fontWeight: 650,
    getSize: 13,
    getTextAnchor: 'start',
    getPixelOffset: [-2, 0],
    getColor: rgba(palette.text),
    background: true,
    getBackgroundColor: rgba(palette.panel, 0.94),
    backgroundPadding: [22, 4, 9, 4],
    backgroundBorderRadius: 12,
    getBorderColor: (m) => rgba(palette.states[m.worst], 0.9),
    getBorderWidth: 1.2,
    updateTriggers: { getColor: palette.text, getBackgroundColor: palette.panel, getBorderColor: palette.ground },
  });
}

function markLayer(id: string, marks: Mark[], { atlas }: WhistleView, offset: [number, number]): IconLayer<Mark> {
  return new IconLayer<Mark>({
    id,
    data: marks,
    iconAtlas: atlas.image,
    iconMapping: atlas.mapping,
    getIcon: (m) => m.worst,
    getPosition: (m) => m.position,
    getSize: markPixels,
    sizeUnits: 'pixels',
    getPixelOffset: offset,
  });
}

function ringLayer({ rings, palette, nowMs }: WhistleView): ScatterplotLayer<Ring> {
  return new ScatterplotLayer<Ring>({
    id: 'whistle-rings',
    data: ringsAt(rings, nowMs),
    getPosition: (r) => r.position,
    getRadius: (r) => r.pixels,
    radiusUnits: 'pixels',
    filled: false,
    stroked: true,
    getLineColor: (r) => rgba(palette.states.new, r.opacity),
    getLineWidth: 2,
    lineWidthUnits: 'pixels',
  });
}

function selectionLayer({ marks, selected, palette }: WhistleView): ScatterplotLayer<Mark> {
  return new ScatterplotLayer<Mark>({
    id: 'whistle-selected',
    data: selected === null ? [] : marks.all.filter((m) => m.entries.some((e) => e.whistle.id === selected)),
    getPosition: (m) => m.position,
    getRadius: 21,
    radiusUnits: 'pixels',
    filled: false,
    stroked: true,
    getLineColor: rgba(palette.focus),
    getLineWidth: 2.5,
    lineWidthUnits: 'pixels',
    updateTriggers: { getLineColor: palette.focus },
  });
}

/** Whistles: the brightest thing on the map. Worst on top. */
export function whistleLayers(view: WhistleView): Layer[] {
  const { single, clusters } = view.marks;
  return [
    ringLayer(view),
    markLayer('whistle-marks', single, view, [0, 0]),
    chipLayer(clusters, view),
    markLayer('whistle-worst', clusters, view, [-14, 0]),
    selectionLayer(view),
  ];
}

import { IconLayer, ScatterplotLayer, TextLayer } from 'deck.gl';
import { expect, test } from 'vitest';
import { circleLayer } from '../../../client/coverage/circles.ts';
import { readPalette } from '../../../client/map/palette.ts';
import { glyphOf, stationGlyphs, stationLayer } from '../../../client/stations/layer.ts';
import { stationPixels } from '../../../client/stations/pixels.ts';
import { whistleGlyphs, whistleLayers, type WhistleView } from '../../../client/whistles/layer.ts';
import { entryOf } from '../../../client/whistles/list.ts';
import { markSet, marksOf } from '../../../client/whistles/marks.ts';
import { station, whistle } from '../city-fixture.ts';

const palette = readPalette(() => '#336699');
const atlas = { image: '', mapping: {} };
const marks = markSet(
  marksOf(
    [1, 2, 3].map((n) => entryOf(whistle(n, { position: n < 3 ? [118, 31] : [119, 31] }), 0)),
    8,
  ),
);
const view: WhistleView = { marks, selected: null, palette, atlas, rings: [], nowMs: 0 };
const byId = (v: WhistleView) => new Map(whistleLayers(v).map((l) => [l.id, l]));
const sizeOf = (v: WhistleView, id: string): number => (byId(v).get(id)?.props.data as unknown[]).length;

test('single whistles and clusters have layers of their own; the count stands in the chip', () => {
  expect(byId(view).get('whistle-marks')).toBeInstanceOf(IconLayer);
  expect(byId(view).get('whistle-chips')).toBeInstanceOf(TextLayer);
  expect([sizeOf(view, 'whistle-marks'), sizeOf(view, 'whistle-chips'), sizeOf(view, 'whistle-worst')]).toEqual([
    1, 1, 1,
  ]);
});

test('the selected whistle is ringed, also inside a cluster', () => {
  expect(sizeOf(view, 'whistle-selected')).toBe(0);
  expect(sizeOf({ ...view, selected: whistle(2).id }, 'whistle-selected')).toBe(1);
});

test('the same state gives layers with the same data, so that nothing is uploaded twice', () => {
  expect(byId(view).get('whistle-marks')?.props.data).toBe(byId(view).get('whistle-marks')?.props.data);
});

test('all states and all kinds of stations have a picture, hollow when closed', () => {
  expect(
    whistleGlyphs(palette)
      .map((g) => g.name)
      .sort(),
  ).toEqual(['closed', 'in-hand', 'late', 'new', 'warning']);
  const names = stationGlyphs(palette).map((g) => g.name);
  for (const kind of ['vanguard', 'centre', 'neighbourhood'] as const)
    for (const open of [true, false]) expect(names).toContain(glyphOf(station(1, { kind, open })));
});

test('circles have the radius in metres; stations grow when near', () => {
  const circles = circleLayer({ inService: [station(1)], crowding: new Map(), radiusMetres: 500, zoom: 12, palette });
  expect(circles).toBeInstanceOf(ScatterplotLayer);
  expect(circles.props).toMatchObject({ getRadius: 500, radiusUnits: 'meters' });
  expect(stationLayer([station(1)], 12, atlas).props.sizeScale).toBe(stationPixels(12));
  expect(stationPixels(8)).toBeLessThan(stationPixels(14));
});

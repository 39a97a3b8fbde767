import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkProfiles } from '../../../server/contract/walking.ts';
import { scoreListSchema } from '../../../server/contract/score-figures.ts';
import {
  firstView,
  formatView,
  layerNames,
  parseView,
  runningYear,
  themes,
  type View,
} from '../../../client/view/url.ts';

const round = (value: number, places: number): number => Number(value.toFixed(places));
const drawn: fc.Arbitrary<View> = fc.record({
  city: fc.option(fc.stringMatching(/^[a-z][a-z0-9-]{1,10}$/)),
  area: fc.option(fc.stringMatching(/^x?[0-9]{4,12}$/)),
  selected: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constantFrom('whistle' as const, 'station' as const), id: fc.uuid() }),
      fc.record({
        kind: fc.constantFrom('zone' as const, 'compound' as const),
        id: fc.stringMatching(/^[a-z0-9-]{1,36}$/),
      }),
    ),
  ),
  theme: fc.constantFrom(...themes),
  minutes: fc.constantFrom(5, 10, 15),
  profile: fc.constantFrom(...walkProfiles),
  hidden: fc.subarray([...layerNames]),
  camera: fc.option(
    fc.record({
      zoom: fc.double({ min: 0, max: 24, noNaN: true }).map((z) => round(z, 2) + 0),
      lat: fc.double({ min: -85, max: 85, noNaN: true }).map((x) => round(x, 5) + 0),
      lng: fc.double({ min: -180, max: 180, noNaN: true }).map((x) => round(x, 5) + 0),
    }),
  ),
  scores: fc.option(fc.oneof(fc.stringMatching(/^[1-9]\d{3}(Q[1-4])?$/), fc.constant(runningYear))),
  scored: fc.option(
    fc.record({
      figure: fc.constantFrom(...scoreListSchema.options),
      department: fc.oneof(fc.constant('城管局:一中队 & 二'), fc.stringMatching(/^\S{1,20}$/)),
    }),
  ),
});
/** A number is open only where the scores are. */
const viewArbitrary = drawn.map((v) => (v.scores === null ? { ...v, scored: null } : v));
const split = (text: string): [string, string] => {
  const at = text.indexOf('#');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
};

test('a view comes back from its address as it was', () => {
  fc.assert(
    fc.property(viewArbitrary, (view) => {
      expect(parseView(...split(formatView(view)))).toEqual(view);
    }),
  );
});

test('the first view needs no address', () => {
  expect(formatView(firstView)).toBe('');
  expect(parseView('', '')).toEqual(firstView);
});

test('any address gives a view that can be shown', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (search, hash) => {
      const view = parseView(search, hash);
      expect(themes).toContain(view.theme);
      expect([5, 10, 15]).toContain(view.minutes);
      expect(view.camera === null || Math.abs(view.camera.lat) <= 90).toBe(true);
    }),
  );
});

test('what is not understood falls back', () => {
  expect(parseView('?theme=pink&minutes=7&sel=tree:1', '#1/2').theme).toBe('coverage');
  expect(parseView('?sel=zone:', '').selected).toBeNull();
  expect(parseView('?sel=whistle:nope', '').selected).toBeNull();
  expect(parseView('?sel=station:S0001', '').selected).toBeNull();
  expect(parseView('?scores=2026Q5&scored=onTimeRate:', '')).toEqual(firstView);
  expect(parseView('?scores=2026&scored=colour:x', '').scored).toBeNull();
  expect(parseView('?scored=called:x', '')).toEqual(firstView);
  expect(parseView('', '#9/100/118').camera).toBeNull();
  expect(parseView('', '#9/31.3/118.4').camera).toEqual({ zoom: 9, lat: 31.3, lng: 118.4 });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statesByWeight } from '../../../client/ui/shapes.ts';
import { entryOf } from '../../../client/whistles/list.ts';
import { boxOf, clusterMaxZoom, markPixels, markSet, marksOf, mercatorPixels } from '../../../client/whistles/marks.ts';
import { addRings, bornRing, breathMs, liveMs, openMs, ringsAt } from '../../../client/whistles/rings.ts';
import { whistle } from '../city-fixture.ts';

const position = fc.tuple(fc.double({ min: 117, max: 119, noNaN: true }), fc.double({ min: 30, max: 32, noNaN: true }));
const entries = fc
  .array(fc.record({ position, stage: fc.constantFrom('called' as const, 'reported' as const) }), { maxLength: 60 })
  .map((rows) => rows.map((with_, n) => entryOf(whistle(n + 1, with_), Date.parse('2026-11-23T11:00:00.000Z'))));
const zoom = fc.double({ min: 5, max: 19, noNaN: true });

test('every whistle stands in exactly one mark, and a mark shows the worst inside', () => {
  fc.assert(
    fc.property(entries, zoom, (all, z) => {
      const marks = marksOf(all, z);
      const members = marks.flatMap((m) => m.entries.map((e) => e.whistle.id));
      expect(members.sort()).toEqual(all.map((e) => e.whistle.id).sort());
      for (const mark of marks) {
        const weights = mark.entries.map((e) => statesByWeight.indexOf(e.state));
        expect(statesByWeight.indexOf(mark.worst)).toBe(Math.max(...weights));
      }
    }),
  );
});

test('marks do not depend on the order in which whistles arrived', () => {
  fc.assert(
    fc.property(entries, zoom, (all, z) => {
      expect(marksOf([...all].reverse(), z)).toEqual(marksOf(all, z));
    }),
  );
});

test('below the last cluster zoom no two marks stand closer than the reach; from there on each stands alone', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 5, max: clusterMaxZoom - 1 }), (all, z) => {
      const places = marksOf(all, z).map((m) => mercatorPixels(m.position, z));
      places.forEach((a, i) => {
        for (const b of places.slice(i + 1)) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThanOrEqual(46);
      });
      expect(marksOf(all, clusterMaxZoom)).toHaveLength(all.length);
    }),
  );
});

test('a cluster can be opened: its box holds all members', () => {
  const all = [1, 2, 3].map((n) => entryOf(whistle(n), 0));
  const mark = marksOf(all, 5)[0]!;
  const [west, south, east, north] = boxOf(mark);
  for (const { whistle: w } of mark.entries) {
    expect(w.position[0] > west && w.position[0] < east).toBe(true);
    expect(w.position[1] > south && w.position[1] < north).toBe(true);
  }
});

test('single marks grow with risk; sets split by kind', () => {
  const single = (risk: 'normal' | 'high' | 'critical') => marksOf([entryOf(whistle(1, { risk }), 0)], 10)[0]!;
  expect(markPixels(single('normal'))).toBeLessThan(markPixels(single('high')));
  expect(markPixels(single('high'))).toBeLessThan(markPixels(single('critical')));
  const set = markSet(
    marksOf(
      [1, 2].map((n) => entryOf(whistle(n, { position: [118, 31] }), 0)),
      5,
    ),
  );
  expect([set.all.length, set.single.length, set.clusters.length]).toEqual([1, 0, 1]);
});

test('mercator pixels follow the textbook: the world is 512 pixels at zoom 0', () => {
  expect(mercatorPixels([-180, 0], 0)).toEqual([0, 256]);
  expect(mercatorPixels([180, 85.051_128_779_806_6], 0)[1]).toBeCloseTo(0, 6);
});

test('a ring opens once, then breathes at most once in two seconds, then is still', () => {
  const ring = bornRing('a', [118, 31], 0);
  const pixels = (ms: number): number => ringsAt([ring], ms)[0]?.pixels ?? -1;
  expect(pixels(openMs * 0.9)).toBeGreaterThan(pixels(openMs * 0.1));
  expect(breathMs).toBeGreaterThanOrEqual(2000);
  expect(ringsAt([ring], liveMs)).toEqual([]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: liveMs - 1 }), (ms) => {
      const { opacity } = ringsAt([ring], ms)[0]!;
      expect(opacity).toBeGreaterThanOrEqual(0);
      expect(opacity).toBeLessThanOrEqual(1);
    }),
  );
});

test('a flood of whistles keeps only the newest rings', () => {
  const many = Array.from({ length: 500 }, (_, i) => bornRing(String(i), [118, 31], 0));
  const kept = addRings([], many, 0);
  expect(kept).toHaveLength(60);
  expect(kept[59]?.id).toBe('499');
});

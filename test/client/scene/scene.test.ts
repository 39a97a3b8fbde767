import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTree } from '../../../client/areas/tree.ts';
import { readPalette } from '../../../client/map/palette.ts';
import { areaCoverageClasses, coverageClasses, loadClasses, unreachedClasses } from '../../../client/scene/classes.ts';
import { createPainter, noClass } from '../../../client/scene/feature-states.ts';
import { nearest } from '../../../client/scene/pick.ts';
import { styleLayers, type StyleView } from '../../../client/scene/style.ts';
import { themes } from '../../../client/view/url.ts';
import type { CoverageRow } from '../../../server/contract/coverage.ts';
import { areas, whistle } from '../city-fixture.ts';

test('painting any two lists of classes leaves the map with the second, touching only what differs', () => {
  const classes = fc.uint8Array({ maxLength: 40, max: 7 });
  fc.assert(
    fc.property(
      classes,
      classes,
      fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined }),
      (first, second, resting) => {
        const states = new Map<number, unknown>();
        const map = {
          setFeatureState: (f: { id?: string | number }, s: object) => {
            states.set(Number(f.id), (s as { c: unknown }).c);
          },
        };
        const painter = createPainter(map as never, {
          source: 'zones',
          sourceLayer: 'zones',
          key: 'c',
          ...(resting === undefined ? {} : { resting }),
        });
        painter.paint(first);
        const changed = painter.paint(second);
        second.forEach((c, id) => expect(states.get(id) ?? resting).toBe(c));
        const differing = [...second].filter((c, i) => c !== (first[i] ?? resting ?? noClass)).length;
        expect(changed).toBe(differing);
      },
    ),
  );
});

test('shares, people not reached and open whistles become classes by index', () => {
  const cells = { seq: 1, radiusMetres: 1000, share: Uint16Array.of(0, 32_768, 65_535), circles: new Uint8Array(3) };
  expect([...coverageClasses(cells)]).toEqual([0, 3, 6]);
  const row = { index: 5, level: 'community', people: 1200, coveredPeople: 100 } as CoverageRow;
  const unreached = unreachedClasses([row, { ...row, index: 1, level: 'district' }], areas.length);
  expect([unreached[5], unreached[1], unreached[6]]).toEqual([3, noClass, noClass]);
  const half = { ...row, areaM2: 10, coveredM2: 5 };
  expect(areaCoverageClasses([half], areas.length)[5]).toBe(3);
  const load = loadClasses([whistle(1, { zone: 2 }), whistle(2, { zone: 2 })], 4, createTree(areas));
  expect([...load.zones]).toEqual([0, 0, 2, 0]);
  expect([load.areas[5], load.areas[3], load.areas[1]]).toEqual([2, 2, 0]);
});

test('the pick is the nearest within reach, the upper one of two in the same place', () => {
  const items = [
    { id: 'a', at: [0, 0] as [number, number] },
    { id: 'b', at: [10, 0] as [number, number] },
    { id: 'c', at: [10, 0] as [number, number] },
  ];
  const pick = (x: number, reachPixels = 6) =>
    nearest(
      items,
      (i) => i.at,
      ([px, py]) => ({ x: px, y: py }),
      { x, y: 0, reachPixels },
    )?.id ?? null;
  expect([pick(1), pick(9), pick(5, 4), pick(100)]).toEqual(['a', 'c', null, null]);
});

test('every theme draws each layer once, the water first and one fill at a time', () => {
  const view: StyleView = {
    palette: readPalette((name) => name),
    locale: 'zh-CN',
    scheme: 'dark',
    area: null,
    zone: -1,
    zones: true,
    names: [1, 2, 3],
    showNames: true,
    theme: 'none',
    painted: { zones: true, areas: true },
    uncovered: true,
    walked: true,
  };
  for (const theme of themes) {
    const ids = styleLayers({ ...view, theme }).map((l) => l.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toBe('water');
    const fills = ids.filter((id) => /-fill-/.test(id));
    expect(fills.every((id) => id.endsWith(theme))).toBe(true);
    expect(fills.length > 0).toBe(theme !== 'none');
  }
});

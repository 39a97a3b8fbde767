import fc from 'fast-check';
import { expect, test } from 'vitest';
import { standings } from '../../../client/areas/standing.ts';
import { createTree, drillTarget, liesIn } from '../../../client/areas/tree.ts';
import { entriesIn } from '../../../client/whistles/list.ts';
import { areas, whistle } from '../city-fixture.ts';

const tree = createTree(areas);
const communities = areas.filter((a) => a.level === 'community').map((a) => a.code);

test('the chain leads from the city down to the area', () => {
  expect(tree.chain('340202001001').map((a) => a.level)).toEqual(['city', 'district', 'street', 'community']);
  expect(tree.chain('nowhere')).toEqual([]);
  expect(tree.children('340202').map((a) => a.code)).toEqual(['340202001', '340202002']);
});

test('a click drills one level at a time, and beside the open area where it lies outside', () => {
  const target = (from: string | null, to: string): string | undefined => drillTarget(tree, from, to)?.code;
  expect(target(null, '340202001001')).toBe('340202');
  expect(target('340202', '340202001001')).toBe('340202001');
  expect(target('340202001', '340202001001')).toBe('340202001001');
  expect(target('340202001001', '340202001002')).toBe('340202001002');
  expect(target('340202001', '340203001001')).toBe('340203');
  expect(drillTarget(tree, '340202001001', '340202001001')).toBeNull();
});

test('from anywhere, four clicks in one place reach its community and then the zone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...areas.map((a) => a.code)), fc.constantFrom(...communities), (from, to) => {
      let open: string = from;
      for (let i = 0; i < 4; i++) open = drillTarget(tree, open, to)?.code ?? open;
      expect(open).toBe(to);
    }),
  );
});

test('a place lies in all of its areas and in no other', () => {
  const place = whistle(1);
  const holding = areas.filter((a) => liesIn(place, a)).map((a) => a.code);
  expect(holding).toEqual(['3402', '340202', '340202001', '340202001001']);
  expect(liesIn(place, null)).toBe(true);
});

test('areas with late whistles come first, and their counts add up to those listed', () => {
  const now = Date.parse('2026-11-23T12:00:00.000Z');
  const entries = entriesIn(
    [
      whistle(1),
      whistle(2, { stage: 'reported' }),
      whistle(3, { street: '340202002', community: '340202002001', stage: 'reported' }),
    ],
    null,
    now,
  );
  const rows = standings(tree.children('340202'), entries, null);
  expect(rows.map((r) => [r.area.code, r.late, r.open])).toEqual([
    ['340202001', 1, 2],
    ['340202002', 0, 1],
  ]);
});

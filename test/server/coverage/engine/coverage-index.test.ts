import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoverageIndex } from '../../../../server/coverage/engine/coverage-index.ts';
import { switchedOff } from '../../../../server/coverage/engine/disc-set.ts';
import { allFigures, anyCircle, box, flatDiscs, latticeCircle, latticeZone, planarShapes, starZone } from './planar.ts';
import type { Circle } from './planar.ts';

const someCircle = fc.oneof(anyCircle(20), latticeCircle(8));
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('move' as const), disc: fc.nat(), to: someCircle }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resize' as const), disc: fc.nat(), to: someCircle }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), disc: fc.nat(), to: someCircle }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), disc: fc.nat(), to: someCircle }) },
);
const manyZones = fc.array(fc.oneof(starZone(15), latticeZone(6)), { minLength: 1, maxLength: 12 });

describe('an index after edits', () => {
  it('equals a fresh count bit by bit, and names exactly the zones that changed', () => {
    fc.assert(
      fc.property(
        manyZones,
        fc.array(someCircle, { maxLength: 8 }),
        fc.array(edit, { maxLength: 12 }),
        (zones, start, edits) => {
          const shapes = planarShapes(zones);
          const circles: Circle[] = start.map((circle) => [...circle]);
          const index = new CoverageIndex(shapes, flatDiscs(circles));
          for (const { kind, disc, to } of edits) {
            const before = zones.map((_, zone) => figuresOf(index, zone));
            const at = kind === 'add' ? circles.length : disc % Math.max(1, circles.length);
            if (at >= circles.length && kind !== 'add') continue;
            const changed = apply(index, circles, kind, at, to);
            const after = zones.map((_, zone) => figuresOf(index, zone));
            expect([...changed]).toEqual(zones.flatMap((_, zone) => (before[zone] === after[zone] ? [] : [zone])));
          }
          const fresh = new CoverageIndex(shapes, flatDiscs(circles));
          expect(allFigures(index.shares)).toEqual(allFigures(fresh.shares));
          expect(index.largestClamp).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('finds everything again after a disc has gone and come back', () => {
    const index = new CoverageIndex(
      planarShapes([[[box(0, 0, 100, 100)]], [[box(500, 0, 9, 9)]]]),
      flatDiscs([[0, 0, 80]]),
    );
    const before = allFigures(index.shares);
    expect([...index.remove(0)]).toEqual([0]);
    expect(allFigures(index.shares)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...index.place(0, 0, 0, 80)]).toEqual([0]);
    expect(allFigures(index.shares)).toEqual(before);
    expect([...index.move(0, 0, 0)]).toEqual([]);
  });

  it('grows beyond the discs that it began with', () => {
    const index = new CoverageIndex(planarShapes([[[box(0, 0, 100, 100)]]]), flatDiscs([]));
    for (let i = 0; i < 100; i++) index.add(i, i, 500);
    expect(index.discs.count).toBe(100);
    expect(index.shares.discs[0]).toBe(100);
    expect(index.shares.meanDepth[0]).toBe(100);
  });

  it('refuses a disc that is not there, and stays as it was', () => {
    const index = new CoverageIndex(planarShapes([[[box(0, 0, 100, 100)]]]), flatDiscs([[0, 0, 50]]));
    const before = allFigures(index.shares);
    expect(() => index.move(1, 0, 0)).toThrow(/no disc 1/);
    expect(() => index.remove(-1)).toThrow(/no disc -1/);
    expect(() => index.move(0, NaN, 0)).toThrow(/finite/);
    expect(() => index.add(0, Infinity, 5)).toThrow(/finite/);
    index.full();
    expect(allFigures(index.shares)).toEqual(before);
    expect(index.discs.count).toBe(1);
  });
});

const figuresOf = ({ shares }: CoverageIndex, zone: number): string =>
  [shares.once[zone], shares.twice[zone], shares.meanDepth[zone], shares.discs[zone]].join(' ');

/** Does an edit to the index and to the plain list of circles. */
function apply(
  index: CoverageIndex,
  circles: Circle[],
  kind: 'move' | 'resize' | 'add' | 'remove',
  at: number,
  [x, y, r]: Circle,
): Uint32Array {
  if (kind === 'add') {
    circles.push([x, y, r]);
    return index.add(x, y, r);
  }
  const [oldX, oldY, oldR] = circles[at]!;
  if (kind === 'move') {
    circles[at] = [x, y, oldR];
    return index.move(at, x, y);
  }
  circles[at] = [oldX, oldY, kind === 'remove' ? switchedOff : r];
  return kind === 'remove' ? index.remove(at) : index.place(at, oldX, oldY, r);
}

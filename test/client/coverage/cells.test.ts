import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDelta, follows, mergeRows } from '../../../client/coverage/cells.ts';
import type { CoverageDelta, CoverageRow, CoverageSummary, ZoneCells } from '../../../server/contract/coverage.ts';

const summary = (seq: number, radiusMetres: number): CoverageSummary =>
  ({ seq, radiusMetres, cityVersion: 1, stations: 1 }) as CoverageSummary;

/** The delta from one block of cells to another, as the server packs it. */
function deltaOf(from: ZoneCells, to: ZoneCells): CoverageDelta {
  const zones = [...to.share.keys()].filter((i) => to.share[i] !== from.share[i] || to.circles[i] !== from.circles[i]);
  const pick = (all: Uint16Array | Uint8Array): number[] => zones.map((i) => all[i]!);
  return {
    city: 'wuhu',
    fromSeq: from.seq,
    summary: summary(to.seq, to.radiusMetres),
    zones: new Uint8Array(Uint32Array.from(zones).buffer),
    share: new Uint8Array(Uint16Array.from(pick(to.share)).buffer),
    circles: Uint8Array.from(pick(to.circles)),
    areas: [],
  };
}
const cellsOf = (seq: number, n: number) =>
  fc.record({
    seq: fc.constant(seq),
    radiusMetres: fc.constant(1000),
    share: fc.uint16Array({ minLength: n, maxLength: n }),
    circles: fc.uint8Array({ minLength: n, maxLength: n }),
  });

test('cells with a delta applied equal the cells that the server holds then', () => {
  fc.assert(
    fc.property(cellsOf(4, 30), cellsOf(9, 30), (from, to) => {
      const before = structuredClone(from);
      expect(applyDelta(from, deltaOf(from, to))).toEqual(to);
      expect(from).toEqual(before);
    }),
  );
});

test('bytes that a browser hands over as ArrayBuffer read the same', () => {
  const from: ZoneCells = { seq: 1, radiusMetres: 1000, share: new Uint16Array(3), circles: new Uint8Array(3) };
  const to: ZoneCells = { ...from, seq: 2, share: Uint16Array.of(0, 65_535, 7), circles: Uint8Array.of(0, 2, 1) };
  const delta = deltaOf(from, to);
  const bare = { ...delta, zones: delta.zones.buffer, share: delta.share.buffer, circles: delta.circles.buffer };
  expect(applyDelta(from, bare as unknown as CoverageDelta)).toEqual(to);
});

test('a delta of another start or another radius does not follow', () => {
  const held = { seq: 5, radiusMetres: 1000 };
  const delta = (fromSeq: number, radius: number) => ({ fromSeq, summary: summary(6, radius) }) as CoverageDelta;
  expect(follows(held, delta(5, 1000))).toBe(true);
  expect(follows(held, delta(4, 1000))).toBe(false);
  expect(follows(held, delta(5, 500))).toBe(false);
});

test('merged rows hold the new where there is one and the old elsewhere', () => {
  const row = (index: number, coveredPeople: number) => ({ index, coveredPeople }) as CoverageRow;
  const merged = mergeRows(
    new Map([
      [1, row(1, 10)],
      [2, row(2, 20)],
    ]),
    [row(2, 25)],
  );
  expect([...merged.values()]).toEqual([row(1, 10), row(2, 25)]);
});

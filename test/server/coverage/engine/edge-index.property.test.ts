import { lineString, nearestPointOnLine, point } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlane } from '../../../../geodata/crs/plane.ts';
import { EdgeIndex, type EdgeLines } from '../../../../server/coverage/engine/edge-index.ts';

type Point = [number, number];
const metres = fc.integer({ min: -3_000_000, max: 3_000_000 }).map((mm) => mm / 1000);
const place = fc.tuple(metres, metres);
const lines = fc.array(fc.record({ points: fc.array(place, { minLength: 2, maxLength: 5 }), group: fc.integer({ min: -1, max: 1 }) }), { minLength: 1, maxLength: 25 }); // prettier-ignore

function edgeLines(list: { points: Point[]; group: number }[]): EdgeLines {
  const start = [0];
  for (const { points } of list) start.push(start.at(-1)! + points.length);
  const length = ({ points }: { points: Point[] }): number =>
    points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i]![0], y - points[i]![1]), 0);
  return {
    start: Uint32Array.from(start),
    xy: Float64Array.from(list.flatMap(({ points }) => points.flat())),
    mm: Uint32Array.from(list, (l) => Math.round(1000 * length(l))),
    group: Int32Array.from(list, (l) => l.group),
  };
}

/** Nearest distance to a line, and how far along it that is, by looking at every segment. */
function nearestOn(points: Point[], [x, y]: Point): { distance: number; along: number } {
  let best = { distance: Infinity, along: 0 };
  let before = 0;
  points.slice(1).forEach(([bx, by], i) => {
    const [ax, ay] = points[i]!;
    const length = Math.hypot(bx - ax, by - ay);
    const t = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length ** 2)) : 0;
    const distance = Math.hypot(ax + t * (bx - ax) - x, ay + t * (by - ay) - y);
    if (distance < best.distance) best = { distance, along: before + t * length };
    before += length;
  });
  return best;
}

/** The point so many metres along a line. */
function pointAlong(points: Point[], metres: number): Point {
  let left = metres;
  for (let i = 0; i + 1 < points.length; i++) {
    const [[ax, ay], [bx, by]] = [points[i]!, points[i + 1]!];
    const length = Math.hypot(bx - ax, by - ay);
    if (length > 0 && left <= length) return [ax + ((bx - ax) * left) / length, ay + ((by - ay) * left) / length];
    left -= length;
  }
  return points.at(-1)!;
}

describe('the nearest edge', () => {
  it('is the one that looking at every edge finds, within the limit and the group', () => {
    fc.assert(
      fc.property(lines, place, fc.integer({ min: 1, max: 4000 }), fc.integer({ min: -1, max: 1 }), (list, at, limit, group) => {
        const index = new EdgeIndex(edgeLines(list));
        const found = index.nearest(at[0], at[1], limit, group);
        const all = list.map((l, edge) => ({ edge, ...nearestOn(l.points, at) })).filter(({ edge }) => list[edge]!.group === group);
        const least = Math.min(...all.map((a) => a.distance));
        if (found === undefined) expect(least).toBeGreaterThan(limit - 1e-6);
        else {
          expect(found.accessMm / 1000).toBeCloseTo(least, 2);
          const own = all.find((a) => a.edge === found.edge)!;
          expect(own.distance).toBeCloseTo(least, 6);
          // Where two places on the edge are equally near either may be meant: what counts is how far it is from there.
          const [x, y] = pointAlong(list[found.edge]!.points, found.alongMm / 1000);
          expect(Math.hypot(x - at[0], y - at[1])).toBeCloseTo(least, 2);
        }
      }),
      { numRuns: 500 },
    ); // prettier-ignore
  });

  it('agrees with Turf on a line in degrees', () => {
    const plane = makePlane(118.4, 31.3);
    const toXy = ([lng, lat]: Point): Point => {
      const out = new Float64Array(2);
      plane.forward(lng, lat, out, 0);
      return [out[0]!, out[1]!];
    };
    const near = fc.tuple(fc.double({ min: 118.38, max: 118.42, noNaN: true }), fc.double({ min: 31.28, max: 31.32, noNaN: true })); // prettier-ignore
    fc.assert(
      fc.property(fc.array(near, { minLength: 2, maxLength: 4 }), near, (coordinates, at) => {
        const list = [{ points: coordinates.map(toXy), group: -1 }];
        const found = new EdgeIndex(edgeLines(list)).nearest(...toXy(at), 50_000)!;
        const turf = nearestPointOnLine(lineString(coordinates), point(at), { units: 'meters' });
        expect(Math.abs(found.accessMm / 1000 - turf.properties.pointDistance)).toBeLessThan(0.05);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what is not finite, and finds nothing where there is nothing', () => {
    const none: EdgeLines = { start: Uint32Array.of(0), xy: new Float64Array(0), mm: new Uint32Array(0), group: new Int32Array(0) }; // prettier-ignore
    expect(new EdgeIndex(none).nearest(0, 0, 1000)).toBeUndefined();
    const one = edgeLines([{ points: [[0, 0], [10, 0]], group: -1 }]); // prettier-ignore
    expect(() => new EdgeIndex(one).nearest(Number.NaN, 0, 1000)).toThrow(RangeError);
    expect(() => new EdgeIndex({ ...one, xy: Float64Array.of(0, 0, Number.NaN, 0) })).toThrow(RangeError);
    expect(new EdgeIndex(one).nearest(4, 3, 1000)).toEqual({ edge: 0, alongMm: 4000, accessMm: 3000 });
    expect(new EdgeIndex(one).nearest(4, 3, 2.9)).toBeUndefined();
    // Far outside the network's box.
    expect(new EdgeIndex(one).nearest(5000, 0, 10_000)).toEqual({ edge: 0, alongMm: 10_000, accessMm: 4_990_000 });
  });

  it('lets a group in by its own edges alone', () => {
    const list = [
      { points: [[0, 0], [100, 0]] as Point[], group: -1 },
      { points: [[0, 50], [100, 50]] as Point[], group: 7 },
    ]; // prettier-ignore
    const index = new EdgeIndex(edgeLines(list));
    expect(index.hasGroup(7)).toBe(true);
    expect(index.hasGroup(3)).toBe(false);
    expect(index.nearest(50, 10, 1000, 7)?.edge).toBe(1);
    expect(index.nearest(50, 49, 1000)?.edge).toBe(0);
  });
});

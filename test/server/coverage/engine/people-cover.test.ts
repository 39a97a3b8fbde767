import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PeopleCover, type PlanarPeople } from '../../../../server/coverage/engine/people-cover.ts';
import { anyCircle, flatDiscs, latticeCircle, type Circle } from './planar.ts';

const zones = 5;
const coordinate = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -40, max: 40, noNaN: true }));
const somePeople = fc
  .array(fc.tuple(coordinate, coordinate, fc.nat({ max: 400 }), fc.nat({ max: zones - 1 })), { maxLength: 200 })
  .map((rows): PlanarPeople => ({
    xy: Float64Array.from(rows.flatMap(([x, y]) => [x, y])),
    people: Uint16Array.from(rows.map(([, , people]) => people)),
    zone: Uint32Array.from(rows.map(([, , , zone]) => zone)),
  }));
const someCircle = fc.oneof(anyCircle(20), latticeCircle(20));

/** Everything counted one by one. */
function countPlainly({ xy, people, zone }: PlanarPeople, circles: Circle[]) {
  const byCount = [0, 0, 0, 0];
  const [all, once, twice] = [0, 1, 2].map(() => Array.from({ length: zones }, () => 0)) as [
    number[],
    number[],
    number[],
  ];
  const over = [...people].map((heads, i) => {
    const discs = circles.filter(
      ([x, y, r]) => r >= 0 && (xy[2 * i]! - x) ** 2 + (xy[2 * i + 1]! - y) ** 2 <= r * r,
    ).length;
    byCount[Math.min(3, discs)]! += heads;
    all[zone[i]!]! += heads;
    if (discs >= 1) once[zone[i]!]! += heads;
    if (discs >= 2) twice[zone[i]!]! += heads;
    return discs;
  });
  return { byCount, all, once, twice, over };
}

const figuresOf = (cover: PeopleCover) => ({
  byCount: [...cover.byCount],
  all: [...cover.people],
  once: [...cover.once],
  twice: [...cover.twice],
  over: [...cover.discsOverPoints()],
});

const discOf = ([x, y, radiusMetres]: Circle) => ({ x, y, radiusMetres });

describe('people within discs', () => {
  it('equals a plain count', () => {
    fc.assert(
      fc.property(somePeople, fc.array(someCircle, { maxLength: 10 }), (people, circles) => {
        const cover = new PeopleCover(people, zones);
        cover.full(flatDiscs(circles));
        expect(figuresOf(cover)).toEqual(countPlainly(people, circles));
      }),
      { numRuns: 1000 },
    );
  });

  it('equals a plain count after any edits, and names every zone that changed', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.option(someCircle)), { maxLength: 12 });
    fc.assert(
      fc.property(somePeople, fc.array(someCircle, { maxLength: 6 }), edits, (people, start, steps) => {
        const circles = start.map((circle): Circle => [...circle]);
        const cover = new PeopleCover(people, zones);
        cover.full(flatDiscs(circles));
        for (const [pick, to] of steps) {
          const before = figuresOf(cover);
          const at = pick % (circles.length + 1);
          const old = circles[at];
          const changed = cover.replace(old && discOf(old), to === null ? undefined : discOf(to));
          if (to === null) circles.splice(at, 1);
          else circles[at] = to;
          const after = figuresOf(cover);
          for (let zone = 0; zone < zones; zone++) {
            if (before.once[zone] !== after.once[zone] || before.twice[zone] !== after.twice[zone]) {
              expect([...changed]).toContain(zone);
            }
          }
          expect([...changed]).toEqual([...changed].sort((a, b) => a - b));
        }
        expect(figuresOf(cover)).toEqual(countPlainly(people, circles));
      }),
      { numRuns: 600 },
    );
  });

  it('counts who lives at exactly the radius', () => {
    const people = { xy: Float64Array.of(3, 4, 3, 4.000001), people: Uint16Array.of(7, 9), zone: Uint32Array.of(0, 0) };
    const cover = new PeopleCover(people, 1);
    cover.full(flatDiscs([[0, 0, 5]]));
    expect([...cover.byCount]).toEqual([9, 7, 0, 0]);
  });

  it('counts beyond 255 discs, and shows 255', () => {
    const cover = new PeopleCover({ xy: Float64Array.of(0, 0), people: Uint16Array.of(5), zone: Uint32Array.of(0) }, 1);
    const disc = { x: 0, y: 0, radiusMetres: 1 };
    for (let i = 0; i < 300; i++) cover.replace(undefined, disc);
    expect([...cover.discsOverPoints()]).toEqual([255]);
    for (let i = 0; i < 299; i++) cover.replace(disc, undefined);
    expect([...cover.discsOverPoints()]).toEqual([1]);
    expect([...cover.byCount]).toEqual([0, 5, 0, 0]);
  });

  it('refuses what cannot be: an unknown zone, a disc never counted, a position that is not finite', () => {
    const one = { xy: Float64Array.of(0, 0), people: Uint16Array.of(5), zone: Uint32Array.of(0) };
    expect(() => new PeopleCover({ ...one, zone: Uint32Array.of(1) }, 1)).toThrow(/no zone 1/);
    expect(() => new PeopleCover({ ...one, xy: Float64Array.of(0, NaN) }, 1)).toThrow(/not finite/);
    const cover = new PeopleCover(one, 1);
    expect(() => cover.replace({ x: 0, y: 0, radiusMetres: 1 }, undefined)).toThrow(/had not been counted/);
    expect(() => cover.replace(undefined, { x: NaN, y: 0, radiusMetres: 1 })).toThrow(RangeError);
  });
});

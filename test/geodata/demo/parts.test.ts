import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from '../../../geodata/demo/apportion.ts';
import { bisect } from '../../../geodata/demo/bisect.ts';
import { faceArea } from '../../../geodata/demo/inside.ts';
import { PlanarMesh } from '../../../geodata/demo/mesh.ts';
import { isSimple } from '../../../geodata/demo/outlines.ts';
import { makeRandom } from '../../../geodata/demo/random.ts';
import { makeWarp } from '../../../geodata/demo/warp.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('apportioning', () => {
  it('adds up exactly, gives each the least and is never more than one off its quota', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(weights, fc.nat(5), fc.nat(10_000), (w, least, extra) => {
        const total = least * w.length + extra;
        const parts = apportion(total, w, least);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        const sum = w.reduce((a, b) => a + b, 0);
        parts.forEach((part, i) => {
          const quota = least + (sum > 0 ? (extra * w[i]!) / sum : extra / w.length);
          expect(part).toBeGreaterThanOrEqual(least);
          expect(Math.abs(part - quota)).toBeLessThanOrEqual(1);
        });
      }),
    );
    expect(() => apportion(3, [1, 1], 2)).toThrow(RangeError);
  });
});

describe('the bend', () => {
  it('is one-to-one: its inverse comes back within a centimetre', () => {
    const metres = fc.double({ min: -70_000, max: 70_000, noNaN: true });
    fc.assert(
      fc.property(seeds, metres, metres, (seed, x, y) => {
        const warp = makeWarp(seed, 1);
        const back = warp.inverse(...warp.forward(x, y));
        expect(Math.hypot(back[0] - x, back[1] - y)).toBeLessThan(0.01);
      }),
      { numRuns: 1000 },
    );
    expect(makeWarp(1, 0).forward(3, 4)).toEqual([3, 4]);
  });
});

describe('cutting a face', () => {
  it('gives exactly the pieces asked for, all simple, which share their edges and add up to the face', () => {
    const corners = fc.array(fc.double({ min: 400, max: 3000, noNaN: true }), { minLength: 5, maxLength: 12 });
    fc.assert(
      fc.property(seeds, corners, fc.integer({ min: 2, max: 40 }), (seed, radii, parts) => {
        const mesh = new PlanarMesh();
        const ring = radii.map((radius, i) => {
          const angle = (2 * Math.PI * i) / radii.length;
          return mesh.addAt(radius * Math.cos(angle), radius * Math.sin(angle));
        });
        const random = makeRandom(seed);
        const u = Float64Array.from({ length: 200 }, () => 6000 * random.next() - 3000);
        const v = Float64Array.from({ length: 200 }, () => 6000 * random.next() - 3000);
        const atoms = { u, v, weight: new Float64Array(200).fill(1) };
        const list = Int32Array.from({ length: 200 }, (_, i) => i);
        const directionsAt = (): [number, number][] => [[1, 0], [0, 1]]; // prettier-ignore
        const pieces = bisect({ mesh, atoms, directionsAt }, { ring, list, parts });
        expect(pieces.length).toBe(parts);
        const rings = pieces.map((piece) => mesh.expand(piece.ring));
        const edges = new Set<string>();
        for (const outline of rings) {
          expect(isSimple(mesh, outline)).toBe(true);
          outline.forEach((a, i) => edges.add(`${a} ${outline[(i + 1) % outline.length]!}`));
        }
        const whole = mesh.expand(ring);
        const outer = [...edges].filter((edge) => !edges.has(edge.split(' ').reverse().join(' ')));
        expect(new Set(outer)).toEqual(new Set(whole.map((a, i) => `${a} ${whole[(i + 1) % whole.length]!}`)));
        const sum = rings.reduce((total, outline) => total + faceArea(mesh, outline), 0);
        expect(sum / faceArea(mesh, whole)).toBeCloseTo(1, 9);
        expect(pieces.reduce((total, piece) => total + piece.list.length, 0)).toBe(200);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the stream of numbers', () => {
  it('is the same for the same seed, even over [0, 1), and another for another seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [a, b, c] = [makeRandom(seed), makeRandom(seed), makeRandom(seed + 1)];
        const first = Array.from({ length: 400 }, () => a.next());
        expect(Array.from({ length: 400 }, () => b.next())).toEqual(first);
        expect(Array.from({ length: 400 }, () => c.next())).not.toEqual(first);
        expect(first.every((n) => n >= 0 && n < 1)).toBe(true);
        const mean = first.reduce((sum, n) => sum + n, 0) / 400;
        expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
      }),
    );
  });
});

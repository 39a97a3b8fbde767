import { readFileSync } from 'node:fs';
import { distance } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcj02ToWgs84, wgs84ToGcj02 } from '../../../geodata/crs/gcj02.ts';

interface Place {
  coords: { WGS84: [number, number]; GCJ02: [number, number] };
}
const places = JSON.parse(readFileSync('../shared/data/crs/gcoord-china-cities-half.json', 'utf8')) as Place[];

const metresBetween = (a: [number, number], b: [number, number]): number => distance(a, b, { units: 'meters' });

describe('GCJ-02', () => {
  it('agrees with 332 known places within 0.75 m, both ways', () => {
    expect(places.length).toBeGreaterThan(300);
    for (const { coords } of places) {
      expect(metresBetween(wgs84ToGcj02(...coords.WGS84), coords.GCJ02)).toBeLessThan(0.75);
      expect(metresBetween(gcj02ToWgs84(...coords.GCJ02), coords.WGS84)).toBeLessThan(0.75);
    }
  });

  it('comes back to where it started within 1e-9°, and really moves the point', () => {
    const lng = fc.double({ min: 74, max: 134, noNaN: true });
    const lat = fc.double({ min: 18, max: 53, noNaN: true });
    fc.assert(
      fc.property(lng, lat, (x, y) => {
        const there = wgs84ToGcj02(x, y);
        const back = gcj02ToWgs84(...there);
        expect(Math.abs(back[0] - x)).toBeLessThan(1e-9);
        expect(Math.abs(back[1] - y)).toBeLessThan(1e-9);
        expect(metresBetween(there, [x, y])).toBeLessThan(1500);
      }),
    );
    expect(metresBetween(wgs84ToGcj02(118.376, 31.33), [118.376, 31.33])).toBeGreaterThan(300);
  });
});

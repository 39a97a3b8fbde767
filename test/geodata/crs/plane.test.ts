import { distance } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlane, projectPairs, unprojectPairs } from '../../../geodata/crs/plane.ts';

const origin = fc.record({
  lng: fc.double({ min: 74, max: 134, noNaN: true }),
  lat: fc.double({ min: 18, max: 53, noNaN: true }),
});
/** Degrees away from the origin, within about 70 km. */
const away = fc.double({ min: -0.6, max: 0.6, noNaN: true });

describe('the plane', () => {
  it('comes back to where it started within 1e-9°', () => {
    fc.assert(
      fc.property(origin, away, away, (o, dLng, dLat) => {
        const plane = makePlane(o.lng, o.lat);
        const start = Float64Array.of(o.lng + dLng, o.lat + dLat, o.lng, o.lat);
        const back = unprojectPairs(plane, projectPairs(plane, start));
        start.forEach((value, i) => expect(Math.abs(back[i]! - value)).toBeLessThan(1e-9));
      }),
    );
  });

  it('measures short distances as Turf does, within 1e-4', () => {
    const step = fc.double({ min: -0.013, max: 0.013, noNaN: true });
    fc.assert(
      fc.property(origin, away, away, step, step, (o, dLng, dLat, sLng, sLat) => {
        const a: [number, number] = [o.lng + dLng, o.lat + dLat];
        const b: [number, number] = [a[0] + sLng, a[1] + sLat];
        const metres = distance(a, b, { units: 'meters' });
        fc.pre(metres > 1 && metres <= 2000);
        const xy = projectPairs(makePlane(o.lng, o.lat), Float64Array.of(...a, ...b));
        const plane = Math.hypot(xy[2]! - xy[0]!, xy[3]! - xy[1]!);
        expect(Math.abs(plane / metres - 1)).toBeLessThan(1e-4);
      }),
    );
  });

  it('puts x east and y north, and may write in place', () => {
    const pairs = Float64Array.of(118.39, 31.31);
    expect(projectPairs(makePlane(118.38, 31.3), pairs, pairs)).toBe(pairs);
    expect(pairs[0]).toBeGreaterThan(900);
    expect(pairs[1]).toBeGreaterThan(1100);
  });
});

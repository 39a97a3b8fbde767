import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interiorPoint } from '../../../server/areas/interior-point.ts';
import { featureHolds } from '../../../server/cities/locate.ts';
import { featureBbox, shapesFromGeoJson } from '../../../geodata/shapes.ts';

describe('the label of a zone', () => {
  it('lies inside, also in a crescent and in a ring with a hole', () => {
    const star = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 20 });
    const hole = fc.boolean();
    fc.assert(
      fc.property(star, hole, (radii, withHole) => {
        const turn = (2 * Math.PI) / radii.length;
        const ring = radii.map((r, i) => [118 + 0.01 * r * Math.cos(i * turn), 31 + 0.01 * r * Math.sin(i * turn)]);
        const inner = radii.map((_, i) => [118 + 0.0001 * Math.cos(i * turn), 31 + 0.0001 * Math.sin(i * turn)]);
        const closed = (r: number[][]): number[][] => [...r, r[0]!];
        const coordinates = withHole ? [closed(ring), closed(inner)] : [closed(ring)];
        const shapes = shapesFromGeoJson([{ type: 'Polygon', coordinates }]);
        expect(featureHolds(shapes, 0, ...interiorPoint(shapes, 0, featureBbox(shapes, 0)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

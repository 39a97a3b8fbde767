import * as turf from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlane } from '../../../geodata/crs/plane.ts';
import { outlinesOf, type Polygons } from '../../../server/coverage/walk-outline.ts';

const plane = makePlane(118.4, 31.3);
const cellMetres = 40;
const longestMm = 1_000_000;

const anyField = fc
  .record({ columns: fc.integer({ min: 1, max: 9 }), rows: fc.integer({ min: 1, max: 9 }) })
  .chain(({ columns, rows }) =>
    fc.record({
      raster: fc.constant({ minX: -80, minY: 40, cellMetres, columns, rows }),
      field: fc
        .array(fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 1_400_000 })), {
          minLength: columns * rows,
          maxLength: columns * rows,
        })
        .map((cells) => Float64Array.from(cells)),
    }),
  );
const bands = fc.tuple(fc.integer({ min: 1, max: longestMm }), fc.integer({ min: 1, max: longestMm }));

function holds(polygons: Polygons, x: number, y: number): boolean {
  const at = new Float64Array(2);
  plane.inverse(x, y, at, 0);
  return polygons.length > 0 && turf.booleanPointInPolygon([at[0]!, at[1]!], turf.multiPolygon(polygons));
}

/** Positions are rounded to a centimetre: a middle so near the line may fall on either side. */
const roundingMm = 2000;

describe('the outline on a field of walking distances', () => {
  it('holds the middles of the cells that are nearer, and of no other', () => {
    fc.assert(
      fc.property(anyField, bands, ({ raster, field }, withinMm) => {
        outlinesOf(field, { raster, plane }, withinMm).forEach((polygons, band) => {
          field.forEach((mm, cell) => {
            if (Math.abs(mm - withinMm[band]!) < roundingMm) return;
            const column = cell % raster.columns;
            const row = Math.floor(cell / raster.columns);
            const [x, y] = [raster.minX + (column + 0.5) * cellMetres, raster.minY + (row + 0.5) * cellMetres];
            expect(holds(polygons, x, y)).toBe(mm < withinMm[band]!);
          });
        });
      }),
      { numRuns: 300 },
    );
  });

  it('of fewer minutes lies inside that of more', () => {
    const place = fc.tuple(
      fc.double({ min: -0.6, max: 9.6, noNaN: true }),
      fc.double({ min: -0.6, max: 9.6, noNaN: true }),
    );
    fc.assert(
      fc.property(
        anyField,
        bands,
        fc.array(place, { minLength: 20, maxLength: 20 }),
        ({ raster, field }, two, places) => {
          const [less, more] = [Math.min(...two), Math.max(...two) + roundingMm];
          const [inner, outer] = outlinesOf(field, { raster, plane }, [less, more]);
          for (const [u, v] of places) {
            const [x, y] = [raster.minX + u * cellMetres, raster.minY + v * cellMetres];
            if (holds(inner!, x, y)) expect(holds(outer!, x, y)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is made of closed rings, outside counter-clockwise and holes clockwise', () => {
    fc.assert(
      fc.property(anyField, bands, ({ raster, field }, withinMm) => {
        for (const polygons of outlinesOf(field, { raster, plane }, withinMm))
          for (const rings of polygons)
            rings.forEach((ring, i) => {
              expect(ring.at(-1)).toEqual(ring[0]);
              if (turf.area(turf.polygon([ring])) > 1) expect(turf.booleanClockwise(ring)).toBe(i > 0);
            });
      }),
      { numRuns: 200 },
    );
  });
});

import { area, booleanValid, featureCollection, union } from '@turf/turf';
import type { Feature, Polygon } from 'geojson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dissolveRings } from '../../geodata/dissolve.ts';
import { meshOf, shapesFromMesh } from '../../geodata/vertex-mesh.ts';
import { areaSquareMetres, geometryOf, shapesFromGeoJson } from '../../geodata/shapes.ts';

const SIDE = 5;
const cell = (i: number): Feature<Polygon> => {
  const [x, y] = [8 + (i % SIDE) / 100, 47 + Math.floor(i / SIDE) / 100];
  const round = (n: number): number => Math.round(n * 1e7) / 1e7;
  const [e, n] = [round(x + 0.01), round(y + 0.01)];
  const [w, s] = [round(x), round(y)];
  const ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]; // prettier-ignore
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
};

describe('dissolving along identical edges', () => {
  it('is the union that Turf finds, holes, separate parts and corners that touch included', () => {
    const cells = fc.uniqueArray(fc.integer({ min: 0, max: SIDE * SIDE - 1 }), { minLength: 1 });
    fc.assert(
      fc.property(cells, (chosen) => {
        const squares = chosen.map(cell);
        const { mesh, rings } = meshOf(shapesFromGeoJson(squares.map((square) => square.geometry)));
        const polygons = dissolveRings(mesh, rings.flat());
        const shapes = shapesFromMesh(mesh, [polygons]);
        const whole = squares.length === 1 ? squares[0]! : union(featureCollection(squares))!;
        expect(areaSquareMetres(shapes, 0) / area(whole)).toBeCloseTo(1, 9);
        const geometry = geometryOf(shapes, 0);
        const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
        for (const coordinates of parts) expect(booleanValid({ type: 'Polygon', coordinates })).toBe(true);
        expect(parts.flat().length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a hole with the part around it', () => {
    const ringOfCells = [0, 1, 2, 5, 7, 10, 11, 12, 24].map(cell);
    const { mesh, rings } = meshOf(shapesFromGeoJson(ringOfCells.map((square) => square.geometry)));
    const polygons = dissolveRings(mesh, rings.flat());
    expect(polygons.map((polygon) => polygon.length).sort()).toEqual([1, 2]);
  });
});

import { circle } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePeople, decodeShapes, encodePeople, encodeShapes } from '../../geodata/encoding.ts';
import { emptyShapes, shapesFromGeoJson } from '../../geodata/shapes.ts';

const lng = fc.double({ min: -180, max: 180, noNaN: true });
const lat = fc.double({ min: -90, max: 90, noNaN: true });
const quantised = (value: number): number => Math.round(value * 1e7) / 1e7;

const geometry = fc
  .array(fc.tuple(lng, lat), { minLength: 3, maxLength: 8 })
  .map((ring) => ({ type: 'Polygon' as const, coordinates: [[...ring, ring[0]!]] }));

describe('encoding', () => {
  it('gives back the very same shapes, quantised or not', () => {
    fc.assert(
      fc.property(fc.array(geometry, { maxLength: 6 }), fc.boolean(), (geometries, onGrid) => {
        const shapes = shapesFromGeoJson(geometries);
        if (onGrid) shapes.coords.forEach((value, i) => (shapes.coords[i] = quantised(value)));
        expect(decodeShapes(encodeShapes(shapes))).toEqual(shapes);
      }),
    );
    expect(decodeShapes(encodeShapes(emptyShapes()))).toEqual(emptyShapes());
  });

  it('spends four bytes a coordinate on the 1e-7° grid and eight off it', () => {
    const shapes = shapesFromGeoJson([circle([118.376, 31.33], 1, { units: 'kilometers' }).geometry]);
    const loose = encodeShapes(shapes).length;
    shapes.coords.forEach((value, i) => (shapes.coords[i] = quantised(value)));
    expect(loose - encodeShapes(shapes).length).toBe(4 * shapes.coords.length);
  });

  it('gives back the very same people', () => {
    const person = fc.record({
      lng,
      lat,
      people: fc.integer({ min: 0, max: 65535 }),
      zone: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    fc.assert(
      fc.property(fc.array(person, { maxLength: 20 }), (rows) => {
        const points = {
          lngLat: Float64Array.from(rows.flatMap((row) => [row.lng, row.lat])),
          people: Uint16Array.from(rows, (row) => row.people),
          zone: Uint32Array.from(rows, (row) => row.zone),
        };
        expect(decodePeople(encodePeople(points))).toEqual(points);
      }),
    );
  });

  it('refuses bytes that are cut, too long or something else, also inside a larger buffer', () => {
    const bytes = encodeShapes(shapesFromGeoJson([circle([8.5, 47.4], 1).geometry]));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(() => decodeShapes(bytes.subarray(0, length))).toThrow(RangeError);
      }),
    );
    expect(() => decodeShapes(Uint8Array.of(...bytes, 0))).toThrow(/too many/);
    expect(() => decodePeople(bytes)).toThrow(/PPL1/);
    const shifted = Uint8Array.of(1, 2, 3, ...bytes).subarray(3);
    expect(decodeShapes(shifted)).toEqual(decodeShapes(bytes));
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { circle } from '@turf/turf';
import type { Polygon } from 'geojson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBoundary } from '../../../geodata/check/boundary.ts';

const folder = '../shared/data/geometry';
const read = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
const codesOf = (input: unknown): string[] => checkBoundary(input).rejects.map((r) => r.code);

const square = (): Polygon => ({
  type: 'Polygon',
  coordinates: [[[8, 47], [8.1, 47], [8.1, 47.1], [8, 47.1], [8, 47]]], // prettier-ignore
});

describe('checking a boundary', () => {
  it('takes what is good as it is', () => {
    expect(checkBoundary(square())).toMatchObject({ features: [{ geometry: square() }], notes: [], rejects: [] });
    for (const file of ['check-geojson/good/multipolygon.geojson', 'geojsonhint/good/multipolygon.geojson']) {
      const { features, rejects } = checkBoundary(read(file));
      expect([features.length > 0, rejects]).toEqual([true, []]);
    }
  });

  it('repairs an open ring, repeated positions and the winding, and says so', () => {
    const ring = square().coordinates[0]!;
    const messy = { type: 'Polygon', coordinates: [[...ring.slice(0, 2), ...ring.slice(1, 4)].reverse()] };
    const { features, notes, rejects } = checkBoundary(messy);
    expect(rejects).toEqual([]);
    expect(notes.map((note) => note.code)).toEqual(['position-repeated', 'ring-open', 'ring-winding']);
    const repaired = features[0]!.geometry.coordinates[0] as number[][];
    expect(new Set(repaired.map(String))).toEqual(new Set(ring.map(String)));
    expect(checkBoundary(features[0]).notes).toEqual([]);
  });

  it.each([
    ['bad-polygonloop.geojson', 'position-invalid'],
    ['short-linearring.geojson', undefined],
    ['notype.geojson', 'not-an-area'],
    ['point.geojson', 'not-an-area'],
    ['featurecollection-obj.geojson', 'empty'],
    ['false.geojson', 'not-an-area'],
    ['rootstring.geojson', 'not-geojson'],
  ])('judges the bad file %s', (file, code) => {
    const { notes, rejects } = checkBoundary(read(`check-geojson/bad/${file}`));
    if (code === undefined) expect(notes.map((n) => n.code)).toContain('ring-open');
    else expect(rejects.map((r) => r.code).join()).toContain(code);
  });

  it('never throws, whatever the file, and never passes a line or a point', () => {
    for (const set of ['check-geojson', 'geojsonhint']) {
      for (const kind of ['good', 'bad']) {
        const names = readdirSync(`${folder}/${set}/${kind}`).filter(
          (n) => n.endsWith('.geojson') && !n.includes('json.geo'),
        );
        for (const name of names) {
          const { features, rejects } = checkBoundary(read(`${set}/${kind}/${name}`));
          expect(features.length + rejects.length, name).toBeGreaterThan(0);
          expect(
            features.every((f) => f.geometry.type.endsWith('Polygon')),
            name,
          ).toBe(true);
        }
      }
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(checkBoundary(value).features).toEqual([]);
      }),
    );
  });

  it('refuses a ring that crosses itself, touches itself, is flat or lies off the globe', () => {
    expect(codesOf({ type: 'Polygon', coordinates: [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]] })).toContain('ring-flat'); // prettier-ignore
    expect(codesOf({ type: 'Polygon', coordinates: [[[0, 0], [2, 2], [2, 0], [0, 3], [0, 0]]] })).toContain('self-intersection'); // prettier-ignore
    expect(codesOf({ type: 'Polygon', coordinates: [[[0, 0], [2, 0], [1, 1], [2, 2], [0, 2], [1, 1], [0, 0]]] })).toContain('self-touch'); // prettier-ignore
    expect(codesOf({ type: 'Polygon', coordinates: [[[31, 118], [31, 119], [32, 119], [31, 118]]] })).toContain('position-out-of-range'); // prettier-ignore
    expect(codesOf({ type: 'Polygon', coordinates: [] })).toEqual(['empty']);
  });

  it('passes any circle', () => {
    const lng = fc.double({ min: -170, max: 170, noNaN: true });
    const lat = fc.double({ min: -60, max: 60, noNaN: true });
    fc.assert(
      fc.property(lng, lat, (x, y) => {
        expect(codesOf(circle([x, y], 3))).toEqual([]);
      }),
    );
  });
});

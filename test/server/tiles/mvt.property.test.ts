import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LayerWriter } from '../../../server/tiles/mvt.ts';
import { ProtobufWriter } from '../../../server/tiles/protobuf.ts';
import { areaOf, decodeTile } from './decode.ts';

const unit = fc.integer({ min: -4000, max: 9000 });
const value = fc.oneof(fc.nat({ max: 2 ** 31 }), fc.string({ unit: 'grapheme', maxLength: 200 }));
const feature = fc.record({
  id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  values: fc.tuple(value, value),
  points: fc.array(fc.tuple(unit, unit), { minLength: 3, maxLength: 400 }),
});

describe('the writer of layers', () => {
  it('gives back ids, values and geometry, however large or many', () => {
    fc.assert(
      fc.property(fc.array(feature, { minLength: 1, maxLength: 12 }), (features) => {
        const writer = new LayerWriter('图层', ['a', '名']);
        for (const { id, values, points } of features) {
          writer.begin();
          writer.ring(Int32Array.from(points.flat()), 0, points.length);
          writer.end('polygon', id, values);
        }
        const tile = new ProtobufWriter();
        writer.finish(tile);
        const layer = decodeTile(tile.view()).get('图层')!;
        expect(layer).toMatchObject({ version: 2, extent: 4096 });
        expect(layer.features).toEqual(
          features.map(({ id, values, points }) => ({
            id,
            type: 3,
            properties: { a: values[0], 名: values[1] },
            geometry: [points],
          })),
        );
      }),
    );
  });

  it('writes what the specification shows as its example of a polygon and of a point', () => {
    const writer = new LayerWriter('x', []);
    writer.begin();
    writer.ring(Int32Array.of(3, 6, 8, 12, 20, 34), 0, 3);
    writer.end('polygon', 1, []);
    writer.begin();
    writer.point(25, 17);
    writer.end('point', 2, []);
    const tile = new ProtobufWriter();
    writer.finish(tile);
    const hex = Buffer.from(tile.view()).toString('hex');
    // Specification 4.3.5: [9 6 12 18 10 12 24 44 15] and [9 50 34].
    expect(hex).toContain('09060c120a0c182c0f');
    expect(hex).toContain('093222');
  });

  it('leaves out a feature without geometry and a layer without features', () => {
    const writer = new LayerWriter('empty', ['a']);
    writer.begin();
    writer.end('polygon', 7, [1]);
    const tile = new ProtobufWriter();
    writer.finish(tile);
    expect([writer.count, tile.length]).toEqual([0, 0]);
  });

  it('the reader knows a clockwise ring from one that is not', () => {
    const ring: [number, number][] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ];
    const of = (geometry: [number, number][][]) => areaOf({ id: 0, type: 3, properties: {}, geometry });
    expect([of([ring]), of([[...ring].reverse()])]).toEqual([100, -100]);
  });
});

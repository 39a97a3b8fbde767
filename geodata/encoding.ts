/**
 * Shapes and people points as one block of bytes each, to be stored and sent. Little-endian throughout:
 *
 *     0  4 bytes  magic, `SHP1` or `PPL1`; the digit is the version
 *     4  uint32   how positions are written: 0 float64, 1 int32 differences in units of 1e-7°
 *     8  uint32s  counts: features, polygons, rings, points (shapes) or points (people)
 *        …        the arrays in that order, starts as uint32, positions last of the starts; see the encoders
 *
 * Differences are taken to the position before (both axes start from 0) and wrap around 2³², so any longitude fits.
 * They are used only when every coordinate is a multiple of 1e-7°: decoding gives back the very same numbers.
 */
import { bytesPerNumber, codingOf, Reader, Writer } from './byte-block.ts';
import type { FlatShapes, PeoplePoints } from './model.ts';

const SHAPES_MAGIC = 'SHP1';
const PEOPLE_MAGIC = 'PPL1';

/** Counts, `featureStart`, `polygonStart`, `ringStart`, positions. Exact: `decodeShapes` gives the same numbers. */
export function encodeShapes(shapes: FlatShapes): Uint8Array {
  const { coords, ringStart, polygonStart, featureStart } = shapes;
  const coding = codingOf(coords);
  const starts = featureStart.length + polygonStart.length + ringStart.length;
  const writer = new Writer(24 + 4 * starts + coords.length * bytesPerNumber(coding));
  writer.magic(SHAPES_MAGIC);
  writer.uint32s([coding, featureStart.length - 1, polygonStart.length - 1, ringStart.length - 1, coords.length / 2]);
  for (const start of [featureStart, polygonStart, ringStart]) writer.uint32s(start);
  writer.positions(coords, coding);
  return writer.bytes;
}

/** Throws RangeError on bytes that are not a whole block of shapes. */
export function decodeShapes(bytes: Uint8Array): FlatShapes {
  const reader = new Reader(bytes, SHAPES_MAGIC);
  const coding = reader.uint32();
  const [features, polygons, rings, points] = [reader.uint32(), reader.uint32(), reader.uint32(), reader.uint32()];
  const featureStart = reader.uint32s(features + 1);
  const polygonStart = reader.uint32s(polygons + 1);
  const ringStart = reader.uint32s(rings + 1);
  const coords = reader.positions(points, coding);
  reader.end();
  return { coords, ringStart, polygonStart, featureStart };
}

/** Count, `zone`, `people`, positions. Exact: `decodePeople` gives the same numbers. */
export function encodePeople(points: PeoplePoints): Uint8Array {
  const coding = codingOf(points.lngLat);
  const count = points.people.length;
  const writer = new Writer(12 + 6 * count + 2 * count * bytesPerNumber(coding));
  writer.magic(PEOPLE_MAGIC);
  writer.uint32s([coding, count]);
  writer.uint32s(points.zone);
  writer.uint16s(points.people);
  writer.positions(points.lngLat, coding);
  return writer.bytes;
}

/** Throws RangeError on bytes that are not a whole block of people points. */
export function decodePeople(bytes: Uint8Array): PeoplePoints {
  const reader = new Reader(bytes, PEOPLE_MAGIC);
  const coding = reader.uint32();
  const count = reader.uint32();
  const zone = reader.uint32s(count);
  const people = reader.uint16s(count);
  const lngLat = reader.positions(count, coding);
  reader.end();
  return { lngLat, people, zone };
}

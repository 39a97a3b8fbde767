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
import type { FlatShapes, PeoplePoints } from './model.ts';

const SHAPES_MAGIC = 'SHP1';
const PEOPLE_MAGIC = 'PPL1';
const UNITS_PER_DEGREE = 1e7;
const FLOAT64 = 0;
const INT32_DIFFERENCES = 1;

function isQuantised(coords: Float64Array): boolean {
  // Adding 0 turns -0 into 0, which Object.is tells apart: -0 has no int32.
  return coords.every((value) => Object.is((Math.round(value * UNITS_PER_DEGREE) + 0) / UNITS_PER_DEGREE, value));
}

/** Writes numbers one after the other; the length is known beforehand. */
class Writer {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }

  magic(text: string): void {
    for (let i = 0; i < 4; i++) this.bytes[this.at++] = text.charCodeAt(i);
  }

  uint16s(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++, this.at += 2) this.view.setUint16(this.at, values[i]!, true);
  }

  uint32s(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++, this.at += 4) this.view.setUint32(this.at, values[i]!, true);
  }

  positions(coords: Float64Array, coding: number): void {
    for (let i = 0; i < coords.length; i++) {
      if (coding === FLOAT64) {
        this.view.setFloat64(this.at, coords[i]!, true);
        this.at += 8;
        continue;
      }
      const before = i < 2 ? 0 : Math.round(coords[i - 2]! * UNITS_PER_DEGREE);
      this.view.setInt32(this.at, Math.round(coords[i]! * UNITS_PER_DEGREE) - before, true);
      this.at += 4;
    }
  }
}

/** Reads what `Writer` wrote; every read checks that the bytes are there. */
class Reader {
  private readonly view: DataView;
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    magic: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = String.fromCharCode(...bytes.subarray(0, 4));
    if (found !== magic) throw new RangeError(`Expected ${magic}, found ${JSON.stringify(found)}`);
    this.at = 4;
  }

  private take(length: number): number {
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) {
      throw new RangeError(`Block of ${this.bytes.length} bytes is cut short: ${this.at} needed`);
    }
    return from;
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  uint16s(count: number): Uint16Array {
    const from = this.take(2 * count);
    const values = new Uint16Array(count);
    for (let i = 0; i < count; i++) values[i] = this.view.getUint16(from + 2 * i, true);
    return values;
  }

  uint32s(count: number): Uint32Array {
    const from = this.take(4 * count);
    const values = new Uint32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.view.getUint32(from + 4 * i, true);
    return values;
  }

  positions(count: number, coding: number): Float64Array {
    if (coding !== FLOAT64 && coding !== INT32_DIFFERENCES) throw new RangeError(`Unknown coding ${coding}`);
    const size = coding === FLOAT64 ? 8 : 4;
    const from = this.take(2 * count * size);
    const coords = new Float64Array(2 * count);
    if (coding === FLOAT64) return coords.map((_, i) => this.view.getFloat64(from + 8 * i, true));
    let [lng, lat] = [0, 0];
    for (let i = 0; i < coords.length; i += 2) {
      // `| 0` wraps around 2³², as the differences do.
      lng = (lng + this.view.getInt32(from + 4 * i, true)) | 0;
      lat = (lat + this.view.getInt32(from + 4 * i + 4, true)) | 0;
      coords[i] = lng / UNITS_PER_DEGREE;
      coords[i + 1] = lat / UNITS_PER_DEGREE;
    }
    return coords;
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new RangeError(`${this.bytes.length - this.at} bytes too many`);
  }
}

/** Counts, `featureStart`, `polygonStart`, `ringStart`, positions. Exact: `decodeShapes` gives the same numbers. */
export function encodeShapes(shapes: FlatShapes): Uint8Array {
  const { coords, ringStart, polygonStart, featureStart } = shapes;
  const coding = isQuantised(coords) ? INT32_DIFFERENCES : FLOAT64;
  const starts = featureStart.length + polygonStart.length + ringStart.length;
  const writer = new Writer(24 + 4 * starts + coords.length * (coding === FLOAT64 ? 8 : 4));
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
  const coding = isQuantised(points.lngLat) ? INT32_DIFFERENCES : FLOAT64;
  const count = points.people.length;
  const writer = new Writer(12 + 6 * count + 2 * count * (coding === FLOAT64 ? 8 : 4));
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

/**
 * Blocks of bytes, little-endian: a magic of four letters, then numbers one after the other. Positions are float64, or
 * int32 differences in units of 1e-7° where every coordinate is a multiple of that.
 */
const UNITS_PER_DEGREE = 1e7;
export const FLOAT64 = 0;
export const INT32_DIFFERENCES = 1;

/** How positions can be written without a loss. */
export const codingOf = (coords: Float64Array): number => (isQuantised(coords) ? INT32_DIFFERENCES : FLOAT64);
export const bytesPerNumber = (coding: number): number => (coding === FLOAT64 ? 8 : 4);

function isQuantised(coords: Float64Array): boolean {
  // Adding 0 turns -0 into 0, which Object.is tells apart: -0 has no int32.
  return coords.every((value) => Object.is((Math.round(value * UNITS_PER_DEGREE) + 0) / UNITS_PER_DEGREE, value));
}

/** Writes numbers one after the other; the length is known beforehand. */
export class Writer {
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

  uint8s(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) this.bytes[this.at++] = values[i]!;
  }

  float64s(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++, this.at += 8) this.view.setFloat64(this.at, values[i]!, true);
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
export class Reader {
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

  uint8s(count: number): Uint8Array {
    const from = this.take(count);
    return this.bytes.slice(from, from + count);
  }

  float64s(count: number): Float64Array {
    const from = this.take(8 * count);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.view.getFloat64(from + 8 * i, true);
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

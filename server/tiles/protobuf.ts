/** Bytes that grow as they are written, with the three encodings of protobuf that vector tiles need. */
export class ProtobufWriter {
  private bytes = new Uint8Array(256);
  length = 0;

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** An unsigned number below 2³². */
  varint(value: number): void {
    this.reserve(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** Field `tag` with an unsigned number. */
  number(tag: number, value: number): void {
    this.varint(tag << 3);
    this.varint(value);
  }

  /** Field `tag` with bytes: a string, a packed list or another message. */
  block(tag: number, bytes: Uint8Array): void {
    this.varint((tag << 3) | 2);
    this.varint(bytes.length);
    this.append(bytes);
  }

  /** Bytes as they are: fields that were written before. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written, over the writer's own memory: valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

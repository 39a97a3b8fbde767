import { crc32, inflateRawSync } from 'node:zlib';

/** A file inside an archive, unpacked. */
export interface ZipEntry {
  path: string;
  bytes: Uint8Array;
}

/** The archive is broken, encrypted, or unpacks to more than is allowed. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

export interface ZipLimits {
  /** Entries of the whole archive. */
  entries: number;
  /** Bytes of all wanted entries together, unpacked. */
  bytes: number;
}

/** Signatures and fixed lengths of APPNOTE.TXT 4.3: local header, central header, end of the central directory. */
const local = { signature: 0x04034b50, length: 30 };
const central = { signature: 0x02014b50, length: 46 };
const end = { signature: 0x06054b50, length: 22 };
const stored = 0;
const deflated = 8;

/** Offset of the end record: it stands last, before a comment of at most 64 KiB. */
function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - end.length - 0xffff);
  for (let at = view.byteLength - end.length; at >= lowest; at--)
    if (view.getUint32(at, true) === end.signature) return at;
  throw new ZipError('no end of a central directory');
}

interface Header {
  path: string;
  encrypted: boolean;
  method: number;
  packed: number;
  at: number;
}

function* headersOf(view: DataView, bytes: Uint8Array, limits: ZipLimits): Generator<Header> {
  const endAt = findEnd(view);
  const count = view.getUint16(endAt + 10, true);
  if (count > limits.entries) throw new ZipError(`${count} entries`);
  let at = view.getUint32(endAt + 16, true);
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== central.signature) throw new ZipError('a broken central directory');
    const [name, extra, comment] = [28, 30, 32].map((o) => view.getUint16(at + o, true)) as [number, number, number];
    yield {
      path: Buffer.from(bytes.subarray(at + central.length, at + central.length + name)).toString('utf8'),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    };
    at += central.length + name + extra + comment;
  }
}

function unpack(view: DataView, bytes: Uint8Array, header: Header, most: number): Uint8Array {
  const { at, method, packed, encrypted } = header;
  if (encrypted || view.getUint32(at, true) !== local.signature) throw new ZipError('an entry that cannot be read');
  const from = at + local.length + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const body = bytes.subarray(from, from + packed);
  if (method === deflated) return inflateRawSync(body, { maxOutputLength: Math.max(1, most) });
  if (method !== stored || body.length > most) throw new ZipError('an entry that cannot be read');
  return body;
}

/**
 * Unpacks the wanted entries. What the headers say of sizes is not believed: unpacking itself ends at the limit. Throws
 * ZipError.
 */
export function unzip(bytes: Uint8Array, wanted: (path: string) => boolean, limits: ZipLimits): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = limits.bytes;
  const entries: ZipEntry[] = [];
  try {
    for (const header of headersOf(view, bytes, limits)) {
      if (!wanted(header.path)) continue;
      const content = unpack(view, bytes, header, left);
      left -= content.length;
      entries.push({ path: header.path, bytes: content });
    }
  } catch (error) {
    // zlib's own errors and reads past the end of the file say nothing more to anybody.
    throw error instanceof ZipError ? error : new ZipError((error as Error).message, { cause: error });
  }
  return entries;
}

/** The fields that local and central headers share: version, flags (UTF-8 names), method, time, CRC, sizes, length of the name. */
function shared(name: Buffer, bytes: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x0800, 2);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(bytes.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Of a central header: no comment, the first disk, no attributes. */
const noMore = Buffer.alloc(10);

/** Packs entries without compressing them: an archive that says of itself what it holds. */
export function zipStored(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { path, bytes } of entries) {
    const name = Buffer.from(path);
    const fields = shared(name, bytes);
    const head = Buffer.concat([uint32(local.signature), fields, name, bytes]);
    directory.push(Buffer.concat([uint32(central.signature), Buffer.from([20, 0]), fields, noMore, uint32(at), name]));
    parts.push(head);
    at += head.length;
  }
  const listed = Buffer.concat(directory);
  const last = Buffer.alloc(end.length);
  last.writeUInt32LE(end.signature, 0);
  last.writeUInt16LE(entries.length, 8);
  last.writeUInt16LE(entries.length, 10);
  last.writeUInt32LE(listed.length, 12);
  last.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, last]);
}

import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { readOsmPbf } from './osm-pbf.ts';
import { readOsmXml } from './osm-xml.ts';

/** OpenStreetMap tags of one object. */
export type Tags = ReadonlyMap<string, string>;

export interface OsmMember {
  type: 'node' | 'way' | 'relation';
  ref: number;
  role: string;
}

/** What a reading hands over, object by object, in the order of the file. What is not listened to costs little. */
export interface OsmListener {
  /** Degrees, WGS-84. */
  node?: (id: number, lng: number, lat: number, tags: Tags) => void;
  /** `refs`: ids of its nodes, in order. */
  way?: (id: number, refs: readonly number[], tags: Tags) => void;
  relation?: (id: number, members: readonly OsmMember[], tags: Tags) => void;
}

/** The bytes of a file from its beginning; called once for every reading. */
export type OsmFile = () => AsyncIterable<Uint8Array>;

export type OsmFault = 'osm-unknown' | 'osm-truncated' | 'osm-broken' | 'osm-too-big';

/** A file that cannot be read as OpenStreetMap data; `code` says why, the message in a sentence. */
export class OsmError extends Error {
  override readonly name = 'OsmError';
  constructor(
    readonly code: OsmFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface OsmLimits {
  /** Bytes of the file as it comes, and of its text once unpacked; more is refused as `osm-too-big`. */
  packedBytes: number;
  unpackedBytes: number;
}

const gzipMagic = [0x1f, 0x8b];
/** Every PBF file starts with a header of a few bytes that names its first block. */
const pbfMagic = new TextEncoder().encode('OSMHeader');

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((b, i) => bytes[i] === b);

/** Passes bytes on up to a limit. */
async function* upTo(source: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of source) {
    seen += chunk.length;
    if (seen > limit) throw new OsmError('osm-too-big', `more than ${limit} bytes`);
    yield chunk;
  }
}

/** The first bytes of a source (at least `least`, where it has as many), and all of it. */
async function peeked(
  source: AsyncIterable<Uint8Array>,
  least: number,
): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  while (head.length < least) {
    const next = await iterator.next();
    if (next.done === true) break;
    const longer = new Uint8Array(head.length + next.value.length);
    longer.set(head);
    longer.set(next.value, head.length);
    head = longer;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head, all: all() };
}

/** Unpacks gzip; what is cut short or damaged is told as an OsmError. */
async function* gunzipped(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacked = new PassThrough();
  const gunzip = createGunzip();
  const packed = Readable.from(source);
  packed.on('error', (error) => gunzip.destroy(error));
  gunzip.on('error', (error) => unpacked.destroy(error));
  packed.pipe(gunzip).pipe(unpacked);
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (error) {
    if (error instanceof OsmError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') throw new OsmError('osm-truncated', 'the packed file ends too early');
    throw new OsmError('osm-broken', `the packed file is damaged: ${(error as Error).message}`);
  } finally {
    packed.destroy();
    gunzip.destroy();
    if (!packed.closed) await once(packed, 'close');
  }
}

const isPbf = (head: Uint8Array): boolean => pbfMagic.every((b, i) => head[6 + i] === b);

function isXml(head: Uint8Array): boolean {
  const text = new TextDecoder()
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart();
  return text.startsWith('<?xml') || text.startsWith('<osm');
}

/**
 * Reads an OpenStreetMap extract: PBF, XML, or XML packed with gzip, told apart by its first bytes. Throws an OsmError.
 */
export async function readOsm(file: OsmFile, listener: OsmListener, limits: OsmLimits): Promise<void> {
  const packed = await peeked(upTo(file(), limits.packedBytes), 64);
  const isPacked = startsWith(packed.head, gzipMagic);
  const { head, all } = isPacked ? await peeked(upTo(gunzipped(packed.all), limits.unpackedBytes), 64) : packed;
  if (isPbf(head)) return readOsmPbf(all, listener);
  if (isXml(head)) return readOsmXml(all, listener);
  throw new OsmError('osm-unknown', 'neither OpenStreetMap PBF nor OpenStreetMap XML (.osm, .osm.gz, .osm.pbf)');
}

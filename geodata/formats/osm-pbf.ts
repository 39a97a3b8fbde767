import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { PbfReader } from 'pbf';
import { OsmError, type OsmListener, type OsmMember, type Tags } from './osm.ts';

/**
 * OpenStreetMap PBF (https://wiki.openstreetmap.org/wiki/PBF_Format): a row of blobs, each a header with its length and
 * a block that may be packed with zlib. Field numbers are those of fileformat.proto and osmformat.proto.
 */
const mostHeaderBytes = 64 * 1024;
const mostBlobBytes = 32 * 1024 * 1024;
const nanoDegrees = 1e-9;
const noTags: Tags = new Map();
const unpack = promisify(inflate);

/** Features of a file that this reader knows; a file that requires another must not be guessed at. */
const knownFeatures = new Set(['OsmSchema-V0.6', 'DenseNodes', 'LocationsOnWays']);

/** Takes exact numbers of bytes from a source. */
class Bytes {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private held = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  /** Undefined at the end of the source; throws `osm-truncated` where it ends in the midst. */
  async take(count: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [this.held];
    let length = this.held.length;
    while (length < count) {
      const next = await this.iterator.next();
      if (next.done === true) break;
      parts.push(next.value);
      length += next.value.length;
    }
    if (length === 0) return undefined;
    if (length < count) throw new OsmError('osm-truncated', `the file ends ${count - length} bytes too early`);
    const all = parts.length === 1 ? this.held : new Uint8Array(Buffer.concat(parts));
    this.held = all.subarray(count);
    return all.subarray(0, count);
  }

  async must(count: number): Promise<Uint8Array> {
    const taken = await this.take(count);
    if (taken === undefined) throw new OsmError('osm-truncated', `the file ends ${count} bytes too early`);
    return taken;
  }
}

interface Blob {
  type: string;
  block: Uint8Array;
}

async function unpacked(blob: Uint8Array): Promise<Uint8Array> {
  const fields = new PbfReader(blob).readFields(
    (tag, found: { raw?: Uint8Array; size: number; zlib?: Uint8Array; other?: number }, pbf) => {
      if (tag === 1) found.raw = pbf.readBytes();
      else if (tag === 2) found.size = pbf.readVarint();
      else if (tag === 3) found.zlib = pbf.readBytes();
      else found.other = tag;
    },
    { size: 0 },
  );
  if (fields.raw !== undefined) return fields.raw;
  if (fields.zlib === undefined)
    throw new OsmError('osm-broken', `a block is packed in a way that is not read here (field ${fields.other ?? 0})`);
  if (fields.size > mostBlobBytes) throw new OsmError('osm-broken', `a block of ${fields.size} bytes`);
  return unpack(fields.zlib, { maxOutputLength: mostBlobBytes });
}

async function* blobsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Blob> {
  const bytes = new Bytes(source);
  for (let head = await bytes.take(4); head !== undefined; head = await bytes.take(4)) {
    const headerLength = new DataView(head.buffer, head.byteOffset).getUint32(0);
    if (headerLength > mostHeaderBytes) throw new OsmError('osm-broken', `a header of ${headerLength} bytes`);
    const header = new PbfReader(await bytes.must(headerLength)).readFields(
      (tag, found: { type: string; size: number }, pbf) => {
        if (tag === 1) found.type = pbf.readString();
        else if (tag === 3) found.size = pbf.readVarint();
      },
      { type: '', size: -1 },
    );
    if (!(header.size >= 0 && header.size <= mostBlobBytes))
      throw new OsmError('osm-broken', `a block of ${header.size} bytes`);
    yield { type: header.type, block: await unpacked(await bytes.must(header.size)) };
  }
}

function checkHeader(block: Uint8Array): void {
  new PbfReader(block).readFields((tag, _: null, pbf) => {
    if (tag !== 4) return;
    const feature = pbf.readString();
    if (!knownFeatures.has(feature)) throw new OsmError('osm-broken', `the file requires ${feature}`);
  }, null);
}

/** One PrimitiveBlock: its strings and how its numbers become degrees. */
interface Block {
  strings: string[];
  groups: Uint8Array[];
  granularity: number;
  latOffset: number;
  lngOffset: number;
}

function blockOf(bytes: Uint8Array): Block {
  const decoder = new TextDecoder();
  return new PbfReader(bytes).readFields(
    (tag, block: Block, pbf) => {
      if (tag === 1)
        pbf.readMessage((t, strings: string[], p) => {
          if (t === 1) strings.push(decoder.decode(p.readBytes()));
        }, block.strings);
      else if (tag === 2) block.groups.push(pbf.readBytes());
      else if (tag === 17) block.granularity = pbf.readVarint(true);
      else if (tag === 19) block.latOffset = pbf.readVarint(true);
      else if (tag === 20) block.lngOffset = pbf.readVarint(true);
    },
    { strings: [], groups: [], granularity: 100, latOffset: 0, lngOffset: 0 },
  );
}

const degrees = (block: Block, offset: number, value: number): number =>
  nanoDegrees * (offset + block.granularity * value);

function tagsOf({ strings }: Block, keys: readonly number[], values: readonly number[]): Tags {
  if (keys.length === 0) return noTags;
  return new Map(keys.map((key, i) => [strings[key] ?? '', strings[values[i] ?? -1] ?? '']));
}

/** Sums of differences: how ids and positions are written. */
function summed(differences: number[]): number[] {
  for (let i = 1; i < differences.length; i++) differences[i]! += differences[i - 1]!;
  return differences;
}

function tellDense(block: Block, bytes: Uint8Array, node: NonNullable<OsmListener['node']>): void {
  const dense = new PbfReader(bytes).readFields(
    (tag, found, pbf) => {
      if (tag === 1) pbf.readPackedSVarint(found.ids);
      else if (tag === 8) pbf.readPackedSVarint(found.lats);
      else if (tag === 9) pbf.readPackedSVarint(found.lngs);
      else if (tag === 10) pbf.readPackedVarint(found.keysValues);
    },
    { ids: [] as number[], lats: [] as number[], lngs: [] as number[], keysValues: [] as number[] },
  );
  const [ids, lats, lngs] = [summed(dense.ids), summed(dense.lats), summed(dense.lngs)];
  if (lats.length !== ids.length || lngs.length !== ids.length)
    throw new OsmError('osm-broken', `${ids.length} nodes with ${lats.length} positions`);
  let at = 0;
  for (let i = 0; i < ids.length; i++) {
    const keys: number[] = [];
    const values: number[] = [];
    for (; at < dense.keysValues.length && dense.keysValues[at] !== 0; at += 2) {
      keys.push(dense.keysValues[at]!);
      values.push(dense.keysValues[at + 1]!);
    }
    at++;
    const tags = tagsOf(block, keys, values);
    node(ids[i]!, degrees(block, block.lngOffset, lngs[i]!), degrees(block, block.latOffset, lats[i]!), tags);
  }
}

/** Fields that nodes, ways and relations share or have for themselves. */
interface Plain {
  id: number;
  keys: number[];
  values: number[];
  lat: number;
  lng: number;
  refs: number[];
  roles: number[];
  types: number[];
}
const plain = (): Plain => ({ id: 0, keys: [], values: [], lat: 0, lng: 0, refs: [], roles: [], types: [] });

function tellNode(block: Block, bytes: Uint8Array, node: NonNullable<OsmListener['node']>): void {
  const n = new PbfReader(bytes).readFields((tag, found, pbf) => {
    if (tag === 1) found.id = pbf.readSVarint();
    else if (tag === 2) pbf.readPackedVarint(found.keys);
    else if (tag === 3) pbf.readPackedVarint(found.values);
    else if (tag === 8) found.lat = pbf.readSVarint();
    else if (tag === 9) found.lng = pbf.readSVarint();
  }, plain());
  const tags = tagsOf(block, n.keys, n.values);
  node(n.id, degrees(block, block.lngOffset, n.lng), degrees(block, block.latOffset, n.lat), tags);
}

function tellWay(block: Block, bytes: Uint8Array, way: NonNullable<OsmListener['way']>): void {
  const w = new PbfReader(bytes).readFields((tag, found, pbf) => {
    if (tag === 1) found.id = pbf.readVarint(true);
    else if (tag === 2) pbf.readPackedVarint(found.keys);
    else if (tag === 3) pbf.readPackedVarint(found.values);
    else if (tag === 8) pbf.readPackedSVarint(found.refs);
  }, plain());
  way(w.id, summed(w.refs), tagsOf(block, w.keys, w.values));
}

const memberTypes = ['node', 'way', 'relation'] as const;

function tellRelation(block: Block, bytes: Uint8Array, relation: NonNullable<OsmListener['relation']>): void {
  const r = new PbfReader(bytes).readFields((tag, found, pbf) => {
    if (tag === 1) found.id = pbf.readVarint(true);
    else if (tag === 2) pbf.readPackedVarint(found.keys);
    else if (tag === 3) pbf.readPackedVarint(found.values);
    else if (tag === 8) pbf.readPackedVarint(found.roles, true);
    else if (tag === 9) pbf.readPackedSVarint(found.refs);
    else if (tag === 10) pbf.readPackedVarint(found.types);
  }, plain());
  const members = summed(r.refs).map((ref, i): OsmMember => {
    return { type: memberTypes[r.types[i] ?? 0] ?? 'node', ref, role: block.strings[r.roles[i] ?? 0] ?? '' };
  });
  relation(r.id, members, tagsOf(block, r.keys, r.values));
}

function tellGroup(block: Block, bytes: Uint8Array, { node, way, relation }: OsmListener): void {
  new PbfReader(bytes).readFields((tag, _: null, pbf) => {
    if (tag === 1 && node) tellNode(block, pbf.readBytes(), node);
    else if (tag === 2 && node) tellDense(block, pbf.readBytes(), node);
    else if (tag === 3 && way) tellWay(block, pbf.readBytes(), way);
    else if (tag === 4 && relation) tellRelation(block, pbf.readBytes(), relation);
  }, null);
}

/** Reads a PBF file; throws an OsmError on one that is cut short, damaged, or needs what is not known here. */
export async function readOsmPbf(source: AsyncIterable<Uint8Array>, listener: OsmListener): Promise<void> {
  try {
    for await (const { type, block } of blobsOf(source)) {
      if (type === 'OSMHeader') checkHeader(block);
      else if (type === 'OSMData') {
        const read = blockOf(block);
        for (const group of read.groups) tellGroup(read, group, listener);
      }
    }
  } catch (error) {
    if (error instanceof OsmError) throw error;
    // zlib and the protobuf reader say only that the bytes make no sense.
    const why = error instanceof Error ? error.message : String(error);
    throw new OsmError('osm-broken', `a block is damaged: ${why}`, { cause: error });
  }
}

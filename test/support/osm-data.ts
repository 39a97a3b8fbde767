import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { OsmFile } from '../../geodata/formats/osm.ts';

/** Outside data of ../shared, where it is; it is read from there and never copied. */
export const osmFolder = path.resolve(import.meta.dirname, '../../../shared/data/osm');

export const osmFile =
  (name: string): OsmFile =>
  () =>
    createReadStream(path.join(osmFolder, name));

/** A file that is in memory, handed over in pieces. */
export const inPieces = (bytes: Uint8Array, pieceBytes = 1000): OsmFile =>
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* () {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };

export const generous = { packedBytes: 1e9, unpackedBytes: 1e10 };

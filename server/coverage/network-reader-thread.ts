import { OsmError, type OsmFault } from '../../geodata/formats/osm.ts';
import { networkFromOsm, type Box } from '../../geodata/network/from-osm.ts';
import { serveThread } from '../threads/serve.ts';
import { measureNetwork, type MeasuredNetwork } from './network-store.ts';

/** Reading an extract takes seconds of pure computing. */
export interface NetworkReaderThread {
  /** The network of an OpenStreetMap extract inside a box, or why there is none. */
  read: (file: Uint8Array, bbox: Box) => Promise<MeasuredNetwork | NetworkFault>;
}

export interface NetworkFault {
  fault: OsmFault | 'network-empty';
  detail: string;
}

/** Of a packed file nothing is believed: its text may be so large and no larger. */
const unpackedBytes = 2e9;
const pieceBytes = 1 << 16;

/** The file in pieces, as a file on disk would come. */
function* piecesOf(file: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < file.length; at += pieceBytes) yield file.subarray(at, at + pieceBytes);
}

const api: NetworkReaderThread = {
  async read(file, bbox) {
    try {
      const limits = { packedBytes: file.length, unpackedBytes };
      // eslint-disable-next-line @typescript-eslint/require-await
      const source = async function* () {
        yield* piecesOf(file);
      };
      const built = await networkFromOsm(source, { limits, bbox });
      if (built.network.from.length > 0) return measureNetwork(built);
      return { fault: 'network-empty', detail: built.notes.map((n) => n.detail).join('; ') };
    } catch (error) {
      if (error instanceof OsmError) return { fault: error.code, detail: error.message };
      throw error;
    }
  },
};
serveThread(api);

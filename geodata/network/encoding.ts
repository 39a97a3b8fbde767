import { bytesPerNumber, codingOf, Reader, Writer } from '../byte-block.ts';
import type { WalkNetwork } from './model.ts';

const MAGIC = 'NET1';

/**
 * A network as one block of bytes, little-endian: `NET1`; uint32 coding of the nodes, of the shape (see `byte-block.ts`);
 * uint32 nodes, edges, shape points; `from`, `to`, `compound` and `shapeStart` as uint32 (a compound of -1 as 2³²-1);
 * `metres` as float64; node positions; shape positions; `flags` as uint8.
 */
export function encodeNetwork(network: WalkNetwork): Uint8Array {
  const { nodes, from, to, metres, flags, compound, shapeStart, shape } = network;
  const [nodeCoding, shapeCoding] = [codingOf(nodes), codingOf(shape)];
  const edges = from.length;
  const positions = nodes.length * bytesPerNumber(nodeCoding) + shape.length * bytesPerNumber(shapeCoding);
  const writer = new Writer(24 + 4 * (4 * edges + 1) + 8 * edges + positions + edges);
  writer.magic(MAGIC);
  writer.uint32s([nodeCoding, shapeCoding, nodes.length / 2, edges, shape.length / 2]);
  for (const values of [from, to, compound, shapeStart]) writer.uint32s(values);
  writer.float64s(metres);
  writer.positions(nodes, nodeCoding);
  writer.positions(shape, shapeCoding);
  writer.uint8s(flags);
  return writer.bytes;
}

/** Throws RangeError on bytes that are not a whole block of a network. */
export function decodeNetwork(bytes: Uint8Array): WalkNetwork {
  const reader = new Reader(bytes, MAGIC);
  const [nodeCoding, shapeCoding] = [reader.uint32(), reader.uint32()];
  const [nodes, edges, points] = [reader.uint32(), reader.uint32(), reader.uint32()];
  const [from, to] = [reader.uint32s(edges), reader.uint32s(edges)];
  const compound = Int32Array.from(reader.uint32s(edges), (c) => c | 0);
  const shapeStart = reader.uint32s(edges + 1);
  const metres = reader.float64s(edges);
  const network = {
    nodes: reader.positions(nodes, nodeCoding),
    shape: reader.positions(points, shapeCoding),
    flags: reader.uint8s(edges),
  };
  reader.end();
  return { ...network, from, to, metres, compound, shapeStart };
}

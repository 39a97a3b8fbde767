import { projectPairs, type Plane } from '../../geodata/crs/plane.ts';
import { edgeFlags, type WalkNetwork } from '../../geodata/network/model.ts';
import type { EdgeLines } from './engine/edge-index.ts';
import type { WalkEdges } from './engine/walk-graph.ts';

/** Edges as lines on the plane, their ends among the points. */
function linesOf(network: WalkNetwork, plane: Plane, mm: Uint32Array, isOpen: (edge: number) => boolean): EdgeLines {
  const nodes = projectPairs(plane, network.nodes);
  const shape = projectPairs(plane, network.shape);
  const edges = network.from.length;
  const start = new Uint32Array(edges + 1);
  for (let e = 0; e < edges; e++) {
    const points = isOpen(e) ? network.shapeStart[e + 1]! - network.shapeStart[e]! + 2 : 0;
    start[e + 1] = start[e]! + points;
  }
  const xy = new Float64Array(2 * start[edges]!);
  for (let e = 0; e < edges; e++) {
    if (!isOpen(e)) continue;
    const [a, b] = [network.from[e]!, network.to[e]!];
    xy.set(nodes.subarray(2 * a, 2 * a + 2), 2 * start[e]!);
    xy.set(shape.subarray(2 * network.shapeStart[e]!, 2 * network.shapeStart[e + 1]!), 2 * start[e]! + 2);
    xy.set(nodes.subarray(2 * b, 2 * b + 2), 2 * start[e + 1]! - 2);
  }
  return { start, xy, mm, group: network.compound };
}

/** The network on a plane, and as a graph, of those edges that a profile can use. `stepless`: no steps, no stiles. */
export function planarNetwork(
  network: WalkNetwork,
  plane: Plane,
  { stepless }: { stepless: boolean },
): { lines: EdgeLines; edges: WalkEdges } {
  const barred = stepless ? edgeFlags.steps | edgeFlags.noWheels : 0;
  const isOpen = (e: number): boolean => (network.flags[e]! & barred) === 0;
  const mm = Uint32Array.from(network.metres, (metres) => Math.round(1000 * metres));
  const way = (not: number): Uint8Array =>
    Uint8Array.from(network.flags, (flags, e) => (isOpen(e) && (flags & not) === 0 ? 1 : 0));
  return {
    lines: linesOf(network, plane, mm, isOpen),
    edges: {
      nodes: network.nodes.length / 2,
      from: network.from,
      to: network.to,
      mm,
      forward: way(edgeFlags.noForward),
      backward: way(edgeFlags.noBackward),
    },
  };
}

/**
 * Walking graph as compressed sparse rows. Lengths are whole millimetres: sums of them are exact, so distances do not
 * depend on the order in which they were added.
 */
export interface WalkEdges {
  nodes: number;
  /** Nodes at the ends of each edge. */
  from: Uint32Array;
  to: Uint32Array;
  /** Length of each edge. */
  mm: Uint32Array;
  /** 1 where the edge can be walked from `from` to `to`; 1 where it can be walked from `to` to `from`. */
  forward: Uint8Array;
  backward: Uint8Array;
}

/**
 * For each node the arcs at it, in one direction: `in`, the nodes from which one edge leads to it (a search from a
 * station runs against the walking direction, since people walk to it), or `out`, those to which one edge leads.
 */
export interface WalkGraph {
  edges: WalkEdges;
  /** Arcs at node `v` are `start[v] … start[v + 1]`: to or from node `other`, `mm` long, along `edge`. */
  start: Uint32Array;
  other: Uint32Array;
  mm: Uint32Array;
  edge: Uint32Array;
  longestMm: number;
}

/** A place on the network: on `edge`, `alongMm` from its `from`, and `accessMm` of straight line away from it. */
export interface Snap {
  edge: number;
  alongMm: number;
  accessMm: number;
}

/** Farther than any walk: a node or person that no station reaches. */
export const unreached = 0xffff_ffff;

/** Builds the rows; throws a RangeError on an edge that names no node. */
export function walkGraph(edges: WalkEdges, direction: 'in' | 'out'): WalkGraph {
  const { nodes, from, to, mm } = edges;
  const [forward, backward] = direction === 'in' ? [edges.forward, edges.backward] : [edges.backward, edges.forward];
  const start = new Uint32Array(nodes + 1);
  let longestMm = 0;
  for (let e = 0; e < from.length; e++) {
    if (from[e]! >= nodes || to[e]! >= nodes) throw new RangeError(`edge ${e} names a node beyond ${nodes}`);
    if (forward[e]) start[to[e]! + 1]! += 1;
    if (backward[e]) start[from[e]! + 1]! += 1;
    longestMm = Math.max(longestMm, mm[e]!);
  }
  for (let v = 0; v < nodes; v++) start[v + 1]! += start[v]!;
  const next = start.slice();
  const arcs = start[nodes]!;
  const graph: WalkGraph = {
    edges,
    start,
    other: new Uint32Array(arcs),
    mm: new Uint32Array(arcs),
    edge: new Uint32Array(arcs),
    longestMm,
  };
  const put = (e: number, other: number, node: number): void => {
    const arc = next[node]!++;
    graph.other[arc] = other;
    graph.mm[arc] = mm[e]!;
    graph.edge[arc] = e;
  };
  for (let e = 0; e < from.length; e++) {
    if (forward[e]) put(e, from[e]!, to[e]!);
    if (backward[e]) put(e, to[e]!, from[e]!);
  }
  return graph;
}

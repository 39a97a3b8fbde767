import { BucketQueue } from './bucket-queue.ts';
import { unreached, type Snap, type WalkGraph } from './walk-graph.ts';

/**
 * How far everything is from one station, up to a cut-off: Dijkstra's algorithm, its memory kept from one search to the
 * next. `mm[node]` holds for the nodes in `reached` only.
 */
export class ReachSearch {
  /** Millimetres from each node to the station of the last search; `unreached` beyond the cut-off. */
  readonly mm: Uint32Array;
  /** Nodes that were reached, in no order; the first `count` of them. */
  readonly reached: Uint32Array;
  count = 0;
  private readonly queue: BucketQueue;

  /** `graph`: the arcs into each node, for people who walk to the station. */
  constructor(readonly graph: WalkGraph) {
    this.mm = new Uint32Array(graph.edges.nodes).fill(unreached);
    this.reached = new Uint32Array(graph.edges.nodes);
    this.queue = new BucketQueue(2 * Math.max(graph.longestMm, 1) + 2 ** 15);
  }

  /** Searches from one place on the network; everything farther than `cutoffMm` stays out. Returns the nodes reached. */
  search(station: Snap, cutoffMm: number): number {
    const { graph, queue, mm } = this;
    const { start, other, mm: arcMm, edges } = graph;
    for (let i = 0; i < this.count; i++) mm[this.reached[i]!] = unreached;
    this.count = 0;
    queue.clear(station.accessMm);
    const { edge: e, alongMm, accessMm } = station;
    if (edges.forward[e]) this.offer(edges.from[e]!, accessMm + alongMm, cutoffMm);
    if (edges.backward[e]) this.offer(edges.to[e]!, accessMm + edges.mm[e]! - alongMm, cutoffMm);
    while (queue.take()) {
      const { node } = queue;
      const here = queue.mm;
      if (here !== mm[node]) continue;
      for (let arc = start[node]!; arc < start[node + 1]!; arc++) {
        const far = here + arcMm[arc]!;
        if (far < mm[other[arc]!]!) this.offer(other[arc]!, far, cutoffMm);
      }
    }
    return this.count;
  }

  private offer(node: number, far: number, cutoffMm: number): void {
    if (far > cutoffMm || far >= this.mm[node]!) return;
    if (this.mm[node] === unreached) this.reached[this.count++] = node;
    this.mm[node] = far;
    this.queue.push(node, far, 0);
  }
}

/** A stretch of an edge: from `fromMm` to `toMm` along it. */
export interface Stretch {
  edge: number;
  fromMm: number;
  toMm: number;
}

/**
 * The stretches of all edges from which the station of the last search is reached within `cutoffMm` (no more than was
 * searched), at most three on an edge.
 */
export function reachedStretches(search: ReachSearch, station: Snap, cutoffMm: number): Stretch[] {
  const { graph } = search;
  const { edges } = graph;
  const seen = new Set<number>();
  const out: Stretch[] = [];
  const look = (e: number): void => {
    if (seen.has(e)) return;
    seen.add(e);
    for (const stretch of stretchesOf(search, edges, e, station, cutoffMm)) out.push(stretch);
  };
  look(station.edge);
  for (let i = 0; i < search.count; i++) {
    const node = search.reached[i]!;
    for (let arc = graph.start[node]!; arc < graph.start[node + 1]!; arc++) look(graph.edge[arc]!);
  }
  return out;
}

function stretchesOf(
  { mm }: ReachSearch,
  edges: WalkGraph['edges'],
  e: number,
  station: Snap,
  cutoffMm: number,
): Stretch[] {
  const length = edges.mm[e]!;
  const parts: [number, number][] = [];
  const leftAt = (node: number): number => (mm[node] === unreached ? -1 : cutoffMm - mm[node]!);
  // From a place at b one walks back to `from` (b metres) or on to `to` (the rest), or straight to a station on the edge.
  const back = edges.backward[e] ? leftAt(edges.from[e]!) : -1;
  if (back >= 0) parts.push([0, Math.min(length, back)]);
  const on = edges.forward[e] ? leftAt(edges.to[e]!) : -1;
  if (on >= 0) parts.push([Math.max(0, length - on), length]);
  if (e === station.edge && station.accessMm <= cutoffMm) {
    const left = cutoffMm - station.accessMm;
    const low = edges.forward[e] ? Math.max(0, station.alongMm - left) : station.alongMm;
    const high = edges.backward[e] ? Math.min(length, station.alongMm + left) : station.alongMm;
    parts.push([low, high]);
  }
  return united(parts).map(([fromMm, toMm]) => ({ edge: e, fromMm, toMm }));
}

function united(parts: [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  for (const [low, high] of parts.sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && low <= last[1]) last[1] = Math.max(last[1], high);
    else if (high > low) out.push([low, high]);
  }
  return out;
}

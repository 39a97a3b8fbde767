import { BucketQueue } from './bucket-queue.ts';
import { unreached, type Snap, type WalkGraph } from './walk-graph.ts';

/** No station. */
export const nobody = -1;

/** For every node its nearest and second nearest station by walking; parallel arrays over the nodes. */
export interface NodeStations {
  /** Millimetres to the nearest (`unreached` where there is none) and which station that is (`nobody`). */
  mm1: Uint32Array;
  station1: Int32Array;
  /** The same of the second nearest, another station. */
  mm2: Uint32Array;
  station2: Int32Array;
}

/** A node from which a station is reached over its own edge. */
interface Seed {
  node: number;
  mm: number;
  station: number;
}

/** Longest distance that is followed, mm: a thousand kilometres leave room for sums in 32 bits. */
const farthestMm = 1_000_000_000;

/**
 * The two nearest stations of every node in one search from all stations: Dijkstra's algorithm with two labels a node
 * that must be of different stations. If a station is among the two nearest of a node, it is so of every node on the way
 * to it, so two labels suffice. Of stations equally far the lower index comes first.
 */
export class NearestTwo {
  readonly found: NodeStations;
  private readonly queue: BucketQueue;

  /** `graph`: the arcs into each node. */
  constructor(private readonly graph: WalkGraph) {
    const { nodes } = graph.edges;
    this.found = {
      mm1: new Uint32Array(nodes),
      station1: new Int32Array(nodes),
      mm2: new Uint32Array(nodes),
      station2: new Int32Array(nodes),
    };
    this.queue = new BucketQueue(Math.max(graph.longestMm, 1) + 2 ** 15);
  }

  /** Searches from stations at their places on the network; `undefined` for one that takes no part. */
  search(stations: readonly (Snap | undefined)[]): NodeStations {
    const { found, graph, queue } = this;
    found.mm1.fill(unreached);
    found.mm2.fill(unreached);
    found.station1.fill(nobody);
    found.station2.fill(nobody);
    queue.clear();
    const seeds: Seed[] = [];
    stations.forEach((snap, station) => {
      if (snap === undefined) return;
      const { from, to, mm, forward, backward } = graph.edges;
      const e = snap.edge;
      if (forward[e]) seeds.push({ node: from[e]!, mm: snap.accessMm + snap.alongMm, station });
      if (backward[e]) seeds.push({ node: to[e]!, mm: snap.accessMm + mm[e]! - snap.alongMm, station });
    });
    // Seeds may lie farther apart than the ring of buckets is long: each is put in when the search comes near it.
    seeds.sort((a, b) => a.mm - b.mm);
    this.run(seeds);
    return found;
  }

  private run(seeds: readonly Seed[]): void {
    const { queue, graph, found } = this;
    const { start, other, mm: arcMm } = graph;
    const { mm1, mm2, station1, station2 } = found;
    const reach = Math.max(graph.longestMm, 1);
    let seed = 0;
    for (;;) {
      if (!queue.take()) {
        if (seed === seeds.length) return;
        queue.clear(seeds[seed]!.mm);
        this.offer(seeds[seed++]!);
        continue;
      }
      const { node, mm, label } = queue;
      while (seed < seeds.length && seeds[seed]!.mm <= mm + reach) this.offer(seeds[seed++]!);
      const isFirst = station1[node] === label && mm1[node] === mm;
      if (!isFirst && !(station2[node] === label && mm2[node] === mm)) continue;
      for (let arc = start[node]!; arc < start[node + 1]!; arc++) {
        const far = mm + arcMm[arc]!;
        if (far > farthestMm) continue;
        const v = other[arc]!;
        if (far < mm2[v]! || (far === mm2[v]! && label < station2[v]!)) this.relax(v, far, label);
      }
    }
  }

  private offer({ node, mm, station }: Seed): void {
    this.relax(node, mm, station);
  }

  /** Takes a station at a distance into a node's labels, if it is nearer than what is there. */
  private relax(node: number, mm: number, station: number): void {
    const { mm1, mm2, station1, station2 } = this.found;
    const beats = (d: number, s: number): boolean => mm < d || (mm === d && (s === nobody || station < s));
    if (station1[node] === station) {
      if (mm >= mm1[node]!) return;
      mm1[node] = mm;
    } else if (beats(mm1[node]!, station1[node]!)) {
      mm2[node] = mm1[node]!;
      station2[node] = station1[node]!;
      mm1[node] = mm;
      station1[node] = station;
    } else if (station2[node] === station) {
      if (mm >= mm2[node]!) return;
      mm2[node] = mm;
    } else if (beats(mm2[node]!, station2[node]!)) {
      mm2[node] = mm;
      station2[node] = station;
    } else return;
    this.queue.push(node, mm, station);
  }
}

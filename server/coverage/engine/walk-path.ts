import type { NodeStations } from './nearest-two.ts';
import { unreached, type Snap, type WalkGraph } from './walk-graph.ts';

/** A walk over the network as edges, each with the part that is walked: from `fromMm` to `toMm` along it. */
export type WalkPath = { edge: number; fromMm: number; toMm: number }[];

/** How far a node is from one station, by its labels; `unreached` where it is not among its two nearest. */
function labelOf({ mm1, station1, mm2, station2 }: NodeStations, node: number, station: number): number {
  if (station1[node] === station) return mm1[node]!;
  return station2[node] === station ? mm2[node]! : unreached;
}

/**
 * The shortest walk from a place to its nearest station, read off the labels of a search (no search of its own). `out` are
 * the arcs out of each node. Undefined where no station is reached.
 */
export function pathToStation(
  out: WalkGraph,
  found: NodeStations,
  place: Snap,
  station: { index: number; snap: Snap },
): WalkPath | undefined {
  const { edges } = out;
  const { edge: e, alongMm } = place;
  const { index, snap } = station;
  const toEnd = edges.mm[e]! - alongMm;
  const ahead = snap.edge === e ? snap.alongMm - alongMm : 0;
  const onEdge = snap.edge === e && (ahead === 0 || (ahead > 0 ? edges.forward[e] : edges.backward[e]));
  const candidates = [
    { mm: onEdge ? Math.abs(ahead) + snap.accessMm : Infinity, end: -1, toMm: snap.alongMm },
    { mm: edges.forward[e] ? toEnd + labelOf(found, edges.to[e]!, index) : Infinity, end: edges.to[e]!, toMm: edges.mm[e]! }, // prettier-ignore
    { mm: edges.backward[e] ? alongMm + labelOf(found, edges.from[e]!, index) : Infinity, end: edges.from[e]!, toMm: 0 }, // prettier-ignore
  ];
  const best = candidates.reduce((a, b) => (b.mm < a.mm ? b : a));
  if (!(best.mm < unreached)) return undefined;
  const first = { edge: e, fromMm: alongMm, toMm: best.toMm };
  return best.end < 0 ? [first] : [first, ...follow(out, found, best.end, index, snap)];
}

/**
 * From node to node, each nearer to the station by just the edge between. Edges of no length may lead astray: then it goes
 * back to where there is another way on.
 */
function follow(out: WalkGraph, found: NodeStations, start: number, station: number, snap: Snap): WalkPath {
  const { edges } = out;
  const path: WalkPath = [];
  const seen = new Set([start]);
  const way = [{ node: start, arc: out.start[start]! }];
  for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
    const { node } = at;
    const here = labelOf(found, node, station);
    const last = lastEdge(edges, node, here, snap);
    if (last !== undefined) return [...path, last];
    const arc = nextArc(out, at, (other, mm) => !seen.has(other) && labelOf(found, other, station) + mm === here);
    if (arc === undefined) {
      way.pop();
      path.pop();
      continue;
    }
    const [e, other] = [out.edge[arc]!, out.other[arc]!];
    const forward = edges.from[e] === node && edges.to[e] === other;
    path.push({ edge: e, fromMm: forward ? 0 : edges.mm[e]!, toMm: forward ? edges.mm[e]! : 0 });
    seen.add(other);
    way.push({ node: other, arc: out.start[other]! });
  }
  throw new RangeError(`the labels lead nowhere from node ${start}`);
}

/** The next arc of a node that is wanted; moves `at.arc` behind it. */
function nextArc(
  out: WalkGraph,
  at: { node: number; arc: number },
  isWanted: (other: number, mm: number) => boolean,
): number | undefined {
  while (at.arc < out.start[at.node + 1]!) {
    const arc = at.arc++;
    if (isWanted(out.other[arc]!, out.mm[arc]!)) return arc;
  }
  return undefined;
}

/** The station's own edge, where the walk goes from this node straight to it. */
function lastEdge(
  edges: WalkGraph['edges'],
  node: number,
  here: number,
  { edge: e, alongMm, accessMm }: Snap,
): WalkPath[number] | undefined {
  if (edges.from[e] === node && edges.forward[e] && here === accessMm + alongMm)
    return { edge: e, fromMm: 0, toMm: alongMm };
  if (edges.to[e] === node && edges.backward[e] && here === accessMm + edges.mm[e]! - alongMm)
    return { edge: e, fromMm: edges.mm[e]!, toMm: alongMm };
  return undefined;
}

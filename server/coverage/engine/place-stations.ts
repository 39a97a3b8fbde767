import { nobody, type NodeStations } from './nearest-two.ts';
import { unreached, type Snap, type WalkEdges } from './walk-graph.ts';

/** Places on a network: where each gets onto it. Parallel arrays. */
export interface WalkPlaces {
  /** Edge, or -1 where the network is too far away. */
  edge: Int32Array;
  /** Millimetres from the edge's `from`, and of straight line between place and edge. */
  alongMm: Uint32Array;
  accessMm: Uint32Array;
}

export function walkPlaces(snaps: readonly (Snap | undefined)[]): WalkPlaces {
  return {
    edge: Int32Array.from(snaps, (s) => s?.edge ?? -1),
    alongMm: Uint32Array.from(snaps, (s) => s?.alongMm ?? 0),
    accessMm: Uint32Array.from(snaps, (s) => s?.accessMm ?? 0),
  };
}

/** The same figures as `NodeStations`, over places. */
export const placeStations = (count: number): NodeStations => ({
  mm1: new Uint32Array(count),
  station1: new Int32Array(count),
  mm2: new Uint32Array(count),
  station2: new Int32Array(count),
});

/** The two nearest stations of one place as they are found; a station that is met twice keeps its shorter way. */
class Two {
  mm1 = unreached;
  station1 = nobody;
  mm2 = unreached;
  station2 = nobody;

  clear(): void {
    this.mm1 = this.mm2 = unreached;
    this.station1 = this.station2 = nobody;
  }

  offer(mm: number, station: number): void {
    if (mm > this.mm2 || station === nobody) return;
    if (station === this.station1) {
      this.mm1 = Math.min(mm, this.mm1);
    } else if (this.station1 === nobody || mm < this.mm1 || (mm === this.mm1 && station < this.station1)) {
      this.mm2 = this.mm1;
      this.station2 = this.station1;
      this.mm1 = mm;
      this.station1 = station;
    } else if (this.station2 === nobody || mm < this.mm2 || (mm === this.mm2 && station < this.station2)) {
      this.mm2 = mm;
      this.station2 = station;
    }
  }
}

/** Stations by the edge that they stand at. */
function stationsByEdge(stations: readonly (Snap | undefined)[], edges: number) {
  const has = new Uint8Array(edges);
  const at = new Map<number, number[]>();
  stations.forEach((snap, station) => {
    if (snap === undefined) return;
    has[snap.edge] = 1;
    at.set(snap.edge, [...(at.get(snap.edge) ?? []), station]);
  });
  return { has, at };
}

/**
 * The two nearest stations of every place, walking from the place to the station: over either end of its edge, or along
 * the edge itself where a station stands at it too. Distances are whole millimetres, access to the network at both ends
 * included. Writes to `out`.
 */
export function stationsOfPlaces(
  edges: WalkEdges,
  found: NodeStations,
  stations: readonly (Snap | undefined)[],
  places: WalkPlaces,
  out: NodeStations,
): void {
  const { from, to, mm, forward, backward } = edges;
  const { has, at } = stationsByEdge(stations, from.length);
  const two = new Two();
  for (let p = 0; p < places.edge.length; p++) {
    two.clear();
    const e = places.edge[p]!;
    if (e >= 0) {
      const along = places.alongMm[p]!;
      if (forward[e]) offerNode(two, found, to[e]!, mm[e]! - along);
      if (backward[e]) offerNode(two, found, from[e]!, along);
      if (has[e]) offerSameEdge(two, at.get(e)!, stations, { along, forward: forward[e]!, backward: backward[e]! });
    }
    const access = places.accessMm[p]!;
    out.mm1[p] = two.station1 === nobody ? unreached : two.mm1 + access;
    out.station1[p] = two.station1;
    out.mm2[p] = two.station2 === nobody ? unreached : two.mm2 + access;
    out.station2[p] = two.station2;
  }
}

function offerNode(two: Two, { mm1, station1, mm2, station2 }: NodeStations, node: number, extraMm: number): void {
  if (station1[node] !== nobody) two.offer(mm1[node]! + extraMm, station1[node]!);
  if (station2[node] !== nobody) two.offer(mm2[node]! + extraMm, station2[node]!);
}

function offerSameEdge(
  two: Two,
  standing: readonly number[],
  stations: readonly (Snap | undefined)[],
  { along, forward, backward }: { along: number; forward: number; backward: number },
): void {
  for (const station of standing) {
    const { alongMm, accessMm } = stations[station]!;
    const ahead = alongMm - along;
    if (ahead === 0 || (ahead > 0 ? forward : backward)) two.offer(Math.abs(ahead) + accessMm, station);
  }
}

/** The nearest station of a single place, and how far it is. */
export function nearestOfPlace(
  edges: WalkEdges,
  found: NodeStations,
  stations: readonly (Snap | undefined)[],
  place: Snap,
): { station: number; mm: number } {
  const out = placeStations(1);
  stationsOfPlaces(edges, found, stations, walkPlaces([place]), out);
  return { station: out.station1[0]!, mm: out.mm1[0]! };
}

import fc from 'fast-check';
import { unreached, type Snap, type WalkEdges } from '../../../../server/coverage/engine/walk-graph.ts';

/** A small network with one-way edges, edges of no length, loops, parallels and parts, and stations on it. */
export interface Town {
  edges: WalkEdges;
  stations: (Snap | undefined)[];
  places: Snap[];
}

const edge = (nodes: number) =>
  fc.record({
    from: fc.nat(nodes - 1),
    to: fc.nat(nodes - 1),
    mm: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 90_000 })),
    ways: fc.constantFrom(1, 2, 3, 3, 3),
  });

const snapOn = (lengths: readonly number[]): fc.Arbitrary<Snap> =>
  fc.nat(lengths.length - 1).chain((e) =>
    fc.record({
      edge: fc.constant(e),
      alongMm: fc.integer({ min: 0, max: lengths[e]! }),
      accessMm: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500_000 })),
    }),
  );

export const anyTown: fc.Arbitrary<Town> = fc.integer({ min: 1, max: 9 }).chain((nodes) =>
  fc.array(edge(nodes), { minLength: 1, maxLength: 18 }).chain((list) => {
    const lengths = list.map((e) => e.mm);
    return fc.record({
      edges: fc.constant({
        nodes,
        from: Uint32Array.from(list, (e) => e.from),
        to: Uint32Array.from(list, (e) => e.to),
        mm: Uint32Array.from(lengths),
        forward: Uint8Array.from(list, (e) => e.ways & 1),
        backward: Uint8Array.from(list, (e) => e.ways >> 1),
      }),
      stations: fc.array(fc.option(snapOn(lengths), { nil: undefined, freq: 6 }), { maxLength: 6 }),
      places: fc.array(snapOn(lengths), { minLength: 1, maxLength: 6 }),
    });
  }),
);

/** Millimetres from every node to a station, by Bellman and Ford: slow, and hard to get wrong. */
export function farOf(edges: WalkEdges, { edge: e, alongMm, accessMm }: Snap): number[] {
  const far = new Array<number>(edges.nodes).fill(Infinity);
  if (edges.forward[e]) far[edges.from[e]!] = accessMm + alongMm;
  if (edges.backward[e]) far[edges.to[e]!] = Math.min(far[edges.to[e]!]!, accessMm + edges.mm[e]! - alongMm);
  for (let round = 0; round < edges.nodes; round++)
    for (let i = 0; i < edges.from.length; i++) {
      const [a, b] = [edges.from[i]!, edges.to[i]!];
      if (edges.forward[i]) far[a] = Math.min(far[a]!, far[b]! + edges.mm[i]!);
      if (edges.backward[i]) far[b] = Math.min(far[b]!, far[a]! + edges.mm[i]!);
    }
  return far;
}

/** Millimetres from a place to a station. */
export function farFrom(edges: WalkEdges, place: Snap, station: Snap): number {
  const far = farOf(edges, station);
  const { edge: e, alongMm, accessMm } = place;
  const ways = [
    edges.forward[e] ? edges.mm[e]! - alongMm + far[edges.to[e]!]! : Infinity,
    edges.backward[e] ? alongMm + far[edges.from[e]!]! : Infinity,
  ];
  const ahead = station.alongMm - alongMm;
  if (e === station.edge && (ahead === 0 || (ahead > 0 ? edges.forward[e] : edges.backward[e])))
    ways.push(Math.abs(ahead) + station.accessMm);
  return accessMm + Math.min(...ways);
}

/** The two nearest of some distances by station: nearer first, then the lower index; `unreached` and -1 where none is. */
export function nearestTwoOf(distances: readonly number[]): [number, number, number, number] {
  const order = distances.map((mm, station) => ({ mm, station })).filter(({ mm }) => mm < Infinity);
  order.sort((a, b) => a.mm - b.mm || a.station - b.station);
  return [order[0]?.mm ?? unreached, order[0]?.station ?? -1, order[1]?.mm ?? unreached, order[1]?.station ?? -1];
}

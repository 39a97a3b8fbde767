import { sphereMetres } from '../crs/sphere.ts';
import { hilbertOrder } from './hilbert.ts';
import { edgeFlags, type BuiltNetwork, type NetworkNote, type WalkNetwork } from './model.ts';
import { largestPart } from './parts.ts';

/** A line that can be walked: numbers of its points (at least two), `edgeFlags`, and the compound it lies in, or -1. */
export interface WalkLine {
  points: ArrayLike<number>;
  flags: number;
  compound: number;
}

export interface LineNetwork {
  /** `[lng, lat] × points`, degrees. */
  lngLat: Float64Array;
  lines: readonly WalkLine[];
  /** A point through which nobody walks: the lines end on either side of it. */
  isBlocked?: (point: number) => boolean;
  /** A point that a wheelchair does not pass. */
  isNarrow?: (point: number) => boolean;
}

interface Edge {
  /** Keys of the ends: a point, or one of the many sides of a blocked one. */
  a: number;
  b: number;
  points: number[];
  flags: number;
  compound: number;
  metres: number;
}

/** How often each point is passed; an end counts twice, so that every end is a node. */
function passes({ lngLat, lines }: LineNetwork): Uint8Array {
  const count = new Uint8Array(lngLat.length / 2);
  for (const { points } of lines)
    for (let i = 0; i < points.length; i++) {
      const weight = i === 0 || i === points.length - 1 ? 2 : 1;
      count[points[i]!] = Math.min(255, count[points[i]!]! + weight);
    }
  return count;
}

/** Cuts the lines at their crossings into edges; each side of a blocked point is a dead end of its own. */
function edgesOf(input: LineNetwork): { edges: Edge[]; keys: number } {
  const { lngLat, lines, isBlocked = () => false, isNarrow = () => false } = input;
  const count = passes(input);
  let sides = lngLat.length / 2;
  const keyOf = (point: number): number => (isBlocked(point) ? sides++ : point);
  const edges: Edge[] = [];
  for (const { points, flags, compound } of lines) {
    let current = [points[0]!];
    let from = keyOf(points[0]!);
    let metres = 0;
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      metres += sphereMetres(lngLat[2 * a]!, lngLat[2 * a + 1]!, lngLat[2 * b]!, lngLat[2 * b + 1]!);
      current.push(b);
      if (count[b]! < 2 && !isBlocked(b)) continue;
      const to = keyOf(b);
      const narrow = current.some(isNarrow) ? edgeFlags.noWheels : 0;
      edges.push({ a: from, b: to, points: current, flags: flags | narrow, compound, metres });
      current = [b];
      from = isBlocked(b) ? keyOf(b) : to;
      metres = 0;
    }
  }
  return { edges, keys: sides };
}

/** A loop of no length leads nowhere. Others of no length join two nodes at one place, and stay. */
function withoutPoints(edges: Edge[], notes: NetworkNote[]): Edge[] {
  const kept = edges.filter((e) => e.metres > 0 || e.a !== e.b);
  const count = edges.length - kept.length;
  if (count > 0) notes.push({ code: 'zero-length', count, metres: 0, detail: 'loops of no length were left out' });
  return kept;
}

function flat(edges: Edge[], lngLat: Float64Array): WalkNetwork {
  // Where a node stands: at the first point that names it (the sides of a blocked point all stand where it does).
  const pointOf = new Map<number, number>();
  for (const { a, b, points } of edges) {
    pointOf.set(a, points[0]!);
    pointOf.set(b, points.at(-1)!);
  }
  const keys = [...pointOf.keys()];
  const unordered = Float64Array.from(keys.flatMap((key) => {
    const point = pointOf.get(key)!;
    return [lngLat[2 * point]!, lngLat[2 * point + 1]!];
  })); // prettier-ignore
  const order = hilbertOrder(unordered);
  const numberOf = new Map<number, number>();
  const nodes = new Float64Array(unordered.length);
  order.forEach((old, node) => {
    numberOf.set(keys[old]!, node);
    nodes[2 * node] = unordered[2 * old]!;
    nodes[2 * node + 1] = unordered[2 * old + 1]!;
  });
  const nodeAt = (key: number): number => numberOf.get(key)!;
  const sorted = edges.toSorted((p, q) => nodeAt(p.a) - nodeAt(q.a) || nodeAt(p.b) - nodeAt(q.b)); // prettier-ignore
  const shapeStart = new Uint32Array(sorted.length + 1);
  sorted.forEach((e, i) => (shapeStart[i + 1] = shapeStart[i]! + e.points.length - 2));
  const shape = new Float64Array(2 * shapeStart.at(-1)!);
  sorted.forEach((e, i) => {
    for (let k = 1; k + 1 < e.points.length; k++)
      shape.set([lngLat[2 * e.points[k]!]!, lngLat[2 * e.points[k]! + 1]!], 2 * (shapeStart[i]! + k - 1));
  });
  return {
    nodes,
    from: Uint32Array.from(sorted, (e) => nodeAt(e.a)),
    to: Uint32Array.from(sorted, (e) => nodeAt(e.b)),
    metres: Float64Array.from(sorted, (e) => e.metres),
    flags: Uint8Array.from(sorted, (e) => e.flags),
    compound: Int32Array.from(sorted, (e) => e.compound),
    shapeStart,
    shape,
  };
}

/**
 * A network out of lines: cut where they share a point, its nodes in Hilbert order, only its largest connected part.
 * What was left out is told in the notes. Two lines that cross without a shared point are not joined (a bridge over a
 * street).
 */
export function buildNetwork(input: LineNetwork): BuiltNetwork {
  const notes: NetworkNote[] = [];
  const { edges, keys } = edgesOf(input);
  const kept = largestPart(withoutPoints(edges, notes), keys, notes);
  return { network: flat(kept, input.lngLat), notes };
}

import type { NetworkNote } from './model.ts';

/** For each of `count` things the connected part that it belongs to, named by one of its members (union–find). */
export function partsOf(count: number, links: readonly { a: number; b: number }[]): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, v) => v);
  const root = (v: number): number => {
    while (parent[v] !== v) {
      parent[v] = parent[parent[v]!]!;
      v = parent[v]!;
    }
    return v;
  };
  for (const { a, b } of links) parent[root(a)] = root(b);
  return parent.map((_, v) => root(v));
}

interface Link {
  a: number;
  b: number;
  metres: number;
}

/** The edges of the connected part (directions apart) with the most metres, of `count` nodes; one note counts all that is dropped. */
export function largestPart<T extends Link>(edges: readonly T[], count: number, notes: NetworkNote[]): T[] {
  const part = partsOf(count, edges);
  const metresOf = new Map<number, number>();
  for (const { a, metres } of edges) metresOf.set(part[a]!, (metresOf.get(part[a]!) ?? 0) + metres);
  let [largest, most, total] = [-1, -1, 0];
  for (const [root, metres] of metresOf) {
    total += metres;
    if (metres > most) [largest, most] = [root, metres];
  }
  if (metresOf.size > 1) {
    const dropped = metresOf.size - 1;
    const detail = `${dropped} parts that no way joins to the largest one were left out`;
    notes.push({ code: 'part-dropped', count: dropped, metres: total - most, detail });
  }
  return edges.filter(({ a }) => part[a] === largest);
}

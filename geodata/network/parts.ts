import type { NetworkNote } from './model.ts';

interface Link {
  ends: [number, number];
  metres: number;
}

/** Sets of things that are joined two at a time (union–find with path halving). */
class Joined {
  private readonly parent = new Map<number, number>();

  rootOf(key: number): number {
    let at = key;
    for (let up = this.parent.get(at); up !== undefined; up = this.parent.get(at)) {
      const above = this.parent.get(up);
      if (above !== undefined) this.parent.set(at, above);
      at = up;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [ra, rb] = [this.rootOf(a), this.rootOf(b)];
    if (ra !== rb) this.parent.set(ra, rb);
  }
}

/** The edges of the connected part (directions apart) with the most metres; one note counts all that is dropped. */
export function largestPart<T extends Link>(edges: readonly T[], notes: NetworkNote[]): T[] {
  const joined = new Joined();
  for (const { ends } of edges) joined.join(ends[0], ends[1]);
  const metresOf = new Map<number, number>();
  for (const { ends, metres } of edges) {
    const root = joined.rootOf(ends[0]);
    metresOf.set(root, (metresOf.get(root) ?? 0) + metres);
  }
  let [largest, most, total] = [-1, -1, 0];
  for (const [root, metres] of metresOf) {
    total += metres;
    if (metres > most) [largest, most] = [root, metres];
  }
  if (metresOf.size > 1) {
    const count = metresOf.size - 1;
    const detail = `${count} parts that no way joins to the largest one were left out`;
    notes.push({ code: 'part-dropped', count, metres: total - most, detail });
  }
  return edges.filter(({ ends }) => joined.rootOf(ends[0]) === largest);
}

import type { FlatShapes } from '../../geodata/model.ts';

/** Directed edges of one feature as `lng lat lng lat` strings. */
export function edgesOf(shapes: FlatShapes, feature: number): string[] {
  const { coords, ringStart, polygonStart, featureStart } = shapes;
  const edges: string[] = [];
  const end = polygonStart[featureStart[feature + 1]!]!;
  for (let r = polygonStart[featureStart[feature]!]!; r < end; r++) {
    for (let p = ringStart[r]!; p + 1 < ringStart[r + 1]!; p++) {
      edges.push([...coords.subarray(2 * p, 2 * p + 4)].join(' '));
    }
  }
  return edges;
}

/** The same edge, run the other way. */
export function turned(edge: string): string {
  const [ax, ay, bx, by] = edge.split(' ');
  return [bx, by, ax, ay].join(' ');
}

/** Edges that lie between two features (and so are run once each way), and those on the outside. Throws on a third use. */
export function sortEdges(shapes: FlatShapes, features: Iterable<number>): { inner: number; outer: Set<string> } {
  const outer = new Set<string>();
  let inner = 0;
  for (const feature of features) {
    for (const edge of edgesOf(shapes, feature)) {
      if (outer.has(edge)) throw new Error(`feature ${feature} runs ${edge} a second time`);
      if (outer.delete(turned(edge))) inner++;
      else outer.add(edge);
    }
  }
  return { inner, outer };
}

import Flatbush from 'flatbush';
import type { FlatShapes } from '../../geodata/model.ts';
import { featureBbox, featureCount } from '../../geodata/shapes.ts';

/** Index of the feature at a position, or -1. */
export type Locate = (lng: number, lat: number) => number;

/**
 * Sign of the side on which (x, y) lies of the edge from point `i` to the next: 0 on its line. The two ends are taken in a
 * fixed order whichever way the ring runs, so that two neighbours round the shared edge alike and never both, or neither,
 * hold a point beside it.
 */
function side(coords: Float64Array, i: number, x: number, y: number): number {
  const [ax, ay, bx, by] = [coords[2 * i]!, coords[2 * i + 1]!, coords[2 * i + 2]!, coords[2 * i + 3]!];
  const swap = ay > by || (ay === by && ax > bx);
  const [px, py, qx, qy] = swap ? [bx, by, ax, ay] : [ax, ay, bx, by];
  const s = Math.sign((qx - px) * (y - py) - (qy - py) * (x - px));
  return swap ? -s : s;
}

/** Whether a feature of `shapes` holds (lng, lat); its edge belongs to it. Even-odd over all its rings. */
export function featureHolds(shapes: FlatShapes, feature: number, lng: number, lat: number): boolean {
  const { coords, ringStart, polygonStart, featureStart } = shapes;
  const firstRing = polygonStart[featureStart[feature]!]!;
  const endRing = polygonStart[featureStart[feature + 1]!]!;
  let inside = false;
  for (let ring = firstRing; ring < endRing; ring++) {
    const end = ringStart[ring + 1]! - 1;
    for (let i = ringStart[ring]!; i < end; i++) {
      const ax = coords[2 * i]!;
      const ay = coords[2 * i + 1]!;
      const bx = coords[2 * i + 2]!;
      const by = coords[2 * i + 3]!;
      if (lat < Math.min(ay, by) || lat > Math.max(ay, by) || lng > Math.max(ax, bx)) continue;
      const s = side(coords, i, lng, lat);
      if (s === 0 && lng >= Math.min(ax, bx)) return true;
      // The ray runs east; an edge counts where its lower end is on or below it and its upper end above.
      if (ay <= lat !== by <= lat && (ay < by ? s > 0 : s < 0)) inside = !inside;
    }
  }
  return inside;
}

/** `[west, south, east, north]` × features, degrees. */
export function boxesOf(shapes: FlatShapes): Float64Array {
  const boxes = new Float64Array(4 * featureCount(shapes));
  for (let f = 0; f < featureCount(shapes); f++) boxes.set(featureBbox(shapes, f), 4 * f);
  return boxes;
}

interface LocateOptions {
  /** Features in one R-tree: sorting many more of them in one go would hold the event loop. */
  perTree?: number;
  /** Awaited after each tree. */
  breath?: () => Promise<void>;
}

interface Slice {
  /** Index of its first feature. */
  first: number;
  tree: Flatbush;
}

function indexSlice(boxes: Float64Array, first: number, end: number): Slice {
  const tree = new Flatbush(end - first);
  for (let f = first; f < end; f++) tree.add(boxes[4 * f]!, boxes[4 * f + 1]!, boxes[4 * f + 2], boxes[4 * f + 3]);
  tree.finish();
  return { first, tree };
}

/**
 * Finds the feature that holds a position: R-trees over the boxes, then the exact test. A position on a shared edge or
 * corner belongs to the lowest index, so that it is in exactly one.
 */
export async function makeLocate(
  shapes: FlatShapes,
  boxes: Float64Array,
  { perTree = 4000, breath = () => Promise.resolve() }: LocateOptions = {},
): Promise<Locate> {
  const count = featureCount(shapes);
  const slices: Slice[] = [];
  for (let first = 0; first < count; first += perTree) {
    slices.push(indexSlice(boxes, first, Math.min(count, first + perTree)));
    await breath();
  }
  return (lng, lat) => {
    for (const { first, tree } of slices) {
      const candidates = tree.search(lng, lat, lng, lat).sort((a, b) => a - b);
      const found = candidates.find((i) => featureHolds(shapes, first + i, lng, lat));
      if (found !== undefined) return first + found;
    }
    return -1;
  };
}

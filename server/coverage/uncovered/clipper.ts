import { createRequire } from 'node:module';
import type { Clipper2ZFactoryFunction, MainModule, PathsD, PolyPathD } from 'clipper2-wasm/dist/clipper2z.d.ts';

export type Clipper = MainModule;

/** Loads the WebAssembly module (about 50 ms). Its declarations stand elsewhere than its package.json says. */
export const loadClipper = (): Promise<Clipper> => {
  const factory = createRequire(import.meta.url)('clipper2-wasm') as Clipper2ZFactoryFunction;
  return factory();
};

/** Decimals of a metre on whose grid Clipper2 works: millimetres. */
const decimals = 3;

/** `[x, y, 0] × n`, metres: Clipper2's paths carry a third number that we do not use. Without the closing point. */
export type Path = Float64Array;

/** A polygon of rings, not closed, exterior first. */
export type Polygon = Path[];

/**
 * Subject rings less all clip rings (non-zero rule: exteriors and clips counter-clockwise, holes clockwise), on a grid of
 * a millimetre. Everything that is made in WebAssembly memory is given back.
 */
export function subtractPaths(clipper: Clipper, subject: readonly Path[], clips: readonly Path[]): Polygon[] {
  const subjects = pathsOf(clipper, subject);
  const holes = pathsOf(clipper, clips);
  const tree = new clipper.PolyPathD();
  try {
    clipper.BooleanOpOutD(clipper.ClipType.Difference, clipper.FillRule.NonZero, subjects, holes, tree, decimals);
    const polygons: Polygon[] = [];
    collect(tree, polygons);
    return polygons;
  } finally {
    tree.delete();
    holes.delete();
    subjects.delete();
  }
}

function pathsOf(clipper: Clipper, rings: readonly Path[]): PathsD {
  const paths = new clipper.PathsD();
  const path = new clipper.PathD();
  for (const ring of rings) {
    path.assign(ring);
    paths.push_back(path);
  }
  path.delete();
  return paths;
}

/** The children of a node are exteriors, theirs are holes, and what lies in a hole is an exterior again. */
function collect(node: PolyPathD, polygons: Polygon[]): void {
  for (let i = 0; i < node.count(); i++) {
    const exterior = node.child(i);
    const polygon: Polygon = [ringOf(exterior)];
    for (let k = 0; k < exterior.count(); k++) {
      const hole = exterior.child(k);
      polygon.push(ringOf(hole));
      collect(hole, polygons);
    }
    polygons.push(polygon);
  }
}

function ringOf(node: PolyPathD): Path {
  const path = node.polygon();
  // A copy: the view lies in memory that may move when it grows.
  const ring = path.view().slice();
  path.delete();
  return ring;
}

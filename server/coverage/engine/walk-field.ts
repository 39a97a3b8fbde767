import type { EdgeIndex } from './edge-index.ts';
import { insideRing } from './inside.ts';
import type { PlanarShapes } from './planar-shapes.ts';
import type { ReachSearch } from './reach.ts';
import { unreached, type Snap } from './walk-graph.ts';

/** Square cells on the plane; cell (column, row) has its middle at `minX + (column + ½) · cellMetres`, likewise in y. */
export interface Raster {
  minX: number;
  minY: number;
  cellMetres: number;
  columns: number;
  rows: number;
}

/** The raster around a place that holds all within `metres` of it, on multiples of a cell so that rasters of two places agree. */
export function rasterAround(x: number, y: number, metres: number, cellMetres: number): Raster {
  const first = (at: number): number => Math.floor((at - metres) / cellMetres) - 1;
  const last = (at: number): number => Math.ceil((at + metres) / cellMetres) + 1;
  return {
    minX: first(x) * cellMetres,
    minY: first(y) * cellMetres,
    cellMetres,
    columns: last(x) - first(x),
    rows: last(y) - first(y),
  };
}

/** Millimetres from a place on the network to the station of the last search, walking along it; `unreached` where it was not reached. */
export function mmToStation(
  { mm, graph: { edges } }: ReachSearch,
  station: Snap,
  { edge, alongMm, accessMm }: Snap,
): number {
  let best = Infinity;
  const over = (node: number, extra: number): void => {
    if (mm[node] !== unreached) best = Math.min(best, mm[node]! + extra);
  };
  if (edges.forward[edge]) over(edges.to[edge]!, edges.mm[edge]! - alongMm);
  if (edges.backward[edge]) over(edges.from[edge]!, alongMm);
  if (edge === station.edge) {
    const ahead = station.alongMm - alongMm;
    if (ahead === 0 || (ahead > 0 ? edges.forward[edge] : edges.backward[edge]))
      best = Math.min(best, Math.abs(ahead) + station.accessMm);
  }
  return best === Infinity ? unreached : best + accessMm;
}

/** Water on the plane: `[x, y] × points` in metres, with the box of each body. */
export class Water {
  private readonly boxes: Float64Array;

  constructor(private readonly shapes: PlanarShapes) {
    const bodies = shapes.featureStart.length - 1;
    this.boxes = new Float64Array(4 * Math.max(0, bodies));
    for (let f = 0; f < bodies; f++) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let p = this.firstPoint(f); p < this.firstPoint(f + 1); p++) {
        west = Math.min(west, shapes.coords[2 * p]!);
        east = Math.max(east, shapes.coords[2 * p]!);
        south = Math.min(south, shapes.coords[2 * p + 1]!);
        north = Math.max(north, shapes.coords[2 * p + 1]!);
      }
      this.boxes.set([west, south, east, north], 4 * f);
    }
  }

  holds(x: number, y: number): boolean {
    const { boxes } = this;
    for (let f = 0; 4 * f < boxes.length; f++) {
      if (x < boxes[4 * f]! || y < boxes[4 * f + 1]! || x > boxes[4 * f + 2]! || y > boxes[4 * f + 3]!) continue;
      if (this.isIn(f, x, y)) return true;
    }
    return false;
  }

  /** Whether a straight line meets water, looked at every `stepMetres`. */
  lieBetween(ax: number, ay: number, bx: number, by: number, stepMetres: number): boolean {
    const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / stepMetres);
    for (let i = 1; i < steps; i++)
      if (this.holds(ax + ((bx - ax) * i) / steps, ay + ((by - ay) * i) / steps)) return true;
    return false;
  }

  private isIn(feature: number, x: number, y: number): boolean {
    const { coords, ringStart, polygonStart, featureStart } = this.shapes;
    let inside = false;
    for (let ring = polygonStart[featureStart[feature]!]!; ring < polygonStart[featureStart[feature + 1]!]!; ring++)
      if (insideRing(coords, ringStart[ring]!, ringStart[ring + 1]!, x, y)) inside = !inside;
    return inside;
  }

  private firstPoint(feature: number): number {
    const { ringStart, polygonStart, featureStart } = this.shapes;
    return ringStart[polygonStart[featureStart[feature]!]!]!;
  }
}

/** How far off the next way a place may be that is still drawn as reached, metres: half a large block. */
const farthestAccessMetres = 250;

/**
 * How far each cell's middle is from the station of the last search, in millimetres, counted as people there would be: to
 * the nearest way by straight line, then along the network. `Infinity` beyond what was searched, in water, and where the
 * nearest way lies across water. Row by row from the south.
 */
export function walkField(
  search: ReachSearch,
  station: Snap,
  { raster, index, water }: { raster: Raster; index: EdgeIndex; water: Water },
): Float64Array {
  const { minX, minY, cellMetres, columns, rows } = raster;
  const field = new Float64Array(columns * rows).fill(Infinity);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const x = minX + (column + 0.5) * cellMetres;
      const y = minY + (row + 0.5) * cellMetres;
      const place = index.nearest(x, y, farthestAccessMetres, 'any');
      if (place === undefined) continue;
      const mm = mmToStation(search, station, place);
      if (mm === unreached || water.holds(x, y)) continue;
      if (water.lieBetween(x, y, index.foundX, index.foundY, cellMetres / 2)) continue;
      field[row * columns + column] = mm;
    }
  return field;
}

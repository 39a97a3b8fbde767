import { bbox as bboxOf, booleanIntersects, featureCollection, intersect, polygon, rectangleGrid } from '@turf/turf';
import type { BBox, Feature, MultiPolygon, Polygon, Position } from 'geojson';
import { EARTH_RADIUS_METRES } from '../crs/plane.ts';

/** A cell of the grid, or what the boundary leaves of it. */
export interface Cell {
  column: number;
  row: number;
  geometry: Polygon | MultiPolygon;
}

export interface Grid {
  columns: number;
  rows: number;
  cells: Cell[];
}

const METRES_PER_DEGREE = (Math.PI / 180) * EARTH_RADIUS_METRES;
const UNITS_PER_DEGREE = 1e7;
const onGrid = (value: number): number => Math.round(value * UNITS_PER_DEGREE) / UNITS_PER_DEGREE;

/** A ring on the grid; positions that fall on the one before are left out, since an edge has a length. */
function quantiseRing(ring: Position[]): Position[] {
  const rounded = ring.map(([lng, lat]): Position => [onGrid(lng!), onGrid(lat!)]);
  return rounded.filter(([lng, lat], i) => i === 0 || lng !== rounded[i - 1]![0] || lat !== rounded[i - 1]![1]);
}

/** Rings that keep an area; none where the outer one does not. */
function quantisePolygon(rings: Position[][]): Position[][] {
  const [outer, ...holes] = rings.map(quantiseRing);
  return outer === undefined || outer.length < 4 ? [] : [outer, ...holes.filter((hole) => hole.length >= 4)];
}

/** The geometry on the grid; null where nothing is left of it. */
function quantise(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon | null {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const kept = polygons.map(quantisePolygon).filter((rings) => rings.length > 0);
  if (kept.length === 0) return null;
  return kept.length === 1 ? { type: 'Polygon', coordinates: kept[0]! } : { type: 'MultiPolygon', coordinates: kept };
}

/** How many columns and rows of about `cellMetres` a box takes; at least one of each. */
export function gridSize(box: BBox, cellMetres: number): { columns: number; rows: number } {
  const [west, south, east, north] = box as [number, number, number, number];
  const middle = Math.cos((((south + north) / 2) * Math.PI) / 180);
  return {
    columns: Math.max(1, Math.round(((east - west) * METRES_PER_DEGREE * middle) / cellMetres)),
    rows: Math.max(1, Math.round(((north - south) * METRES_PER_DEGREE) / cellMetres)),
  };
}

/**
 * Turf's grid over the whole box, column by column. Turf's `squareGrid` takes no account of the shrinking degree of
 * longitude and leaves a margin, so the sides are given here: an even part of the box, as near to square as can be.
 */
function cellsOver(box: BBox, columns: number, rows: number): Feature<Polygon>[] {
  const [west, south, east, north] = box as [number, number, number, number];
  // A hair less than the even part, else rounding may cost a column; far below the 1e-7° that cells are rounded to.
  const shrink = 1 - 1e-12;
  const width = ((east - west) / columns) * shrink;
  const height = ((north - south) / rows) * shrink;
  return rectangleGrid(box, width, height, { units: 'degrees' }).features;
}

/** The edges of a boundary whose boxes reach into a cell's box decide that it has to be cut. */
function edgeBoxes(boundary: Polygon | MultiPolygon): Float64Array {
  const rings = boundary.type === 'Polygon' ? boundary.coordinates : boundary.coordinates.flat();
  const boxes: number[] = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1] as [number, number];
      const [bx, by] = ring[i] as [number, number];
      boxes.push(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
    }
  }
  return Float64Array.from(boxes);
}

function meetsAnEdge(boxes: Float64Array, cell: BBox): boolean {
  for (let i = 0; i < boxes.length; i += 4) {
    if (boxes[i]! > cell[2] || boxes[i + 2]! < cell[0]) continue;
    if (boxes[i + 1]! <= cell[3] && boxes[i + 3]! >= cell[1]) return true;
  }
  return false;
}

/** Cells of about `cellMetres` that tile a box exactly; `[west, south, east, north]`, degrees. */
export function gridOverBox(box: BBox, cellMetres: number): Grid {
  const { columns, rows } = gridSize(box, cellMetres);
  const cells = cellsOver(box, columns, rows).map((feature, i) => ({
    column: Math.floor(i / rows),
    row: i % rows,
    geometry: quantise(feature.geometry)!,
  }));
  return { columns, rows, cells };
}

/** Cells of about `cellMetres` cut by a boundary that has been checked: inner ones whole, outer ones clipped by Turf. */
export function gridOverBoundary(boundary: Polygon | MultiPolygon, cellMetres: number): Grid {
  const box = bboxOf(boundary);
  const { columns, rows } = gridSize(box, cellMetres);
  const boxes = edgeBoxes(boundary);
  const whole: Feature<Polygon | MultiPolygon> = { type: 'Feature', properties: {}, geometry: boundary };
  const cells: Cell[] = [];
  cellsOver(box, columns, rows).forEach((feature, i) => {
    const place = { column: Math.floor(i / rows), row: i % rows };
    const square = polygon(quantisePolygon(feature.geometry.coordinates));
    if (meetsAnEdge(boxes, bboxOf(square))) {
      const cut = intersect(featureCollection<Polygon | MultiPolygon>([square, whole]));
      const geometry = cut && quantise(cut.geometry);
      if (geometry) cells.push({ ...place, geometry });
    } else if (booleanIntersects(square, whole)) {
      cells.push({ ...place, geometry: square.geometry });
    }
  });
  return { columns, rows, cells };
}

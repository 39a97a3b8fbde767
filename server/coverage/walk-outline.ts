import { contours } from 'd3-contour';
import type { Plane } from '../../geodata/crs/plane.ts';
import type { Raster } from './engine/walk-field.ts';
import { lineLngLat } from './walk-lines.ts';

/** Rings of polygons, `[lng, lat]`, closed; exterior rings counter-clockwise, as RFC 7946 asks. */
export type Polygons = [number, number][][][];

/**
 * Outlines of what is within so many millimetres on a field, for each of `withinMm`: marching squares, the line between
 * two cells where their distances say. They are drawn on one field, so that of fewer millimetres lies inside that of more;
 * the middle of a cell lies inside where the cell is nearer. Beside a cell that is not reached at all the line stays within
 * half a cell of the middle of the one that is.
 */
export function outlinesOf(
  field: Float64Array,
  { raster: { columns, rows, minX, minY, cellMetres }, plane }: { raster: Raster; plane: Plane },
  withinMm: readonly number[],
): Polygons[] {
  const beyond = 2 * Math.max(...withinMm);
  const nearness = Array.from(field, (mm) => -(mm === Infinity ? beyond : mm));
  const out = new Float64Array(2);
  const position = ([x, y]: number[]): [number, number] => {
    plane.inverse(minX + x! * cellMetres, minY + y! * cellMetres, out, 0);
    return lineLngLat([out[0]!, out[1]!]);
  };
  const drawn = contours().size([columns, rows]);
  return withinMm.map((mm) =>
    // The library's y runs downwards, so its rings run the other way round.
    drawn.contour(nearness, -mm).coordinates.map((rings) => rings.map((ring) => ring.map(position).reverse())),
  );
}

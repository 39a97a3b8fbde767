import { DiscSet } from '../engine/disc-set.ts';
import { zoneTable, type PlanarShapes, type ZoneTable } from '../engine/planar-shapes.ts';
import { loadClipper, subtractPaths, type Path, type Polygon } from './clipper.ts';

/**
 * What is left of every feature of `areas` when all discs are taken away, one feature for each (without polygons where
 * nothing is left), exteriors counter-clockwise, holes clockwise, rings closed. `areas` in metres, one feature or many;
 * `discs`: `[x, y, radius] × n`, metres, radius < 0 takes no part; `segments` ≥ 3 corners stand for a circle.
 */
export type Uncovered = (areas: PlanarShapes, discs: Float64Array, segments?: number) => PlanarShapes;

export const defaultSegments = 96;

/** Loads Clipper2 and returns the function that cuts. Ends of edges are rounded to the millimetre. */
export async function loadUncovered(): Promise<Uncovered> {
  const clipper = await loadClipper();
  return (areas, discs, segments = defaultSegments) => {
    if (!Number.isInteger(segments) || segments < 3)
      throw new RangeError(`segments must be 3 or more, not ${segments}`);
    const table = zoneTable(areas);
    const set = new DiscSet(discs, extentOf(table));
    const corners = unitPolygon(segments);
    const features: Polygon[][] = [];
    for (let area = 0; area < table.count; area++) {
      const clips = clipsNear(table, area, set, corners);
      features.push(clips === undefined ? [] : subtractPaths(clipper, ringsOf(table, area), clips));
    }
    return shapesOf(features, table);
  };
}

/**
 * Corners of a regular polygon with the area of the unit circle, `[x, y] × n`: with 96 corners it reaches 0.04 % beyond
 * the circle and stays 0.02 % within, and what it leaves uncovered is right in sum.
 */
function unitPolygon(segments: number): Float64Array {
  const step = (2 * Math.PI) / segments;
  const reach = Math.sqrt(step / Math.sin(step));
  const corners = new Float64Array(2 * segments);
  for (let i = 0; i < segments; i++) {
    corners[2 * i] = reach * Math.cos(i * step);
    corners[2 * i + 1] = reach * Math.sin(i * step);
  }
  return corners;
}

/** Polygons of the discs that may meet an area, relative to its origin; undefined where one disc holds all of its box. */
function clipsNear(table: ZoneTable, area: number, discs: DiscSet, corners: Float64Array): Path[] | undefined {
  const ox = table.origin[2 * area]!;
  const oy = table.origin[2 * area + 1]!;
  const hw = table.half[2 * area]!;
  const hh = table.half[2 * area + 1]!;
  const near = discs.near(ox - hw, oy - hh, ox + hw, oy + hh);
  const clips: Path[] = [];
  for (let k = 0; k < near; k++) {
    const disc = discs.found[k]!;
    const x = discs.x[disc]! - ox;
    const y = discs.y[disc]! - oy;
    const r = discs.radius[disc]!;
    if (Math.hypot(Math.abs(x) + hw, Math.abs(y) + hh) <= r) return undefined;
    const reach = r * corners[0]!;
    if (Math.hypot(Math.max(0, Math.abs(x) - hw), Math.max(0, Math.abs(y) - hh)) >= reach) continue;
    clips.push(polygonAt(x, y, r, corners));
  }
  return clips;
}

function polygonAt(x: number, y: number, r: number, corners: Float64Array): Path {
  const path = new Float64Array((corners.length / 2) * 3);
  for (let i = 0; i < corners.length / 2; i++) {
    path[3 * i] = x + r * corners[2 * i]!;
    path[3 * i + 1] = y + r * corners[2 * i + 1]!;
  }
  return path;
}

/** Rings of an area as paths, without the closing point. */
function ringsOf(table: ZoneTable, area: number): Path[] {
  const rings: Path[] = [];
  for (let ring = table.zoneRing[area]!; ring < table.zoneRing[area + 1]!; ring++) {
    const first = table.ringStart[ring]!;
    const points = table.ringStart[ring + 1]! - 1 - first;
    const path = new Float64Array(3 * points);
    for (let i = 0; i < points; i++) path.set(table.coords.subarray(2 * (first + i), 2 * (first + i) + 2), 3 * i);
    rings.push(path);
  }
  return rings;
}

/** Flat shapes in metres, each feature moved back from the origin of its area. */
function shapesOf(features: readonly Polygon[][], table: ZoneTable): PlanarShapes {
  const coords: number[] = [];
  const ringStart = [0];
  const polygonStart = [0];
  const featureStart = [0];
  features.forEach((polygons, area) => {
    const ox = table.origin[2 * area]!;
    const oy = table.origin[2 * area + 1]!;
    for (const polygon of polygons) {
      for (const ring of polygon) {
        for (let i = 0; i < ring.length; i += 3) coords.push(ring[i]! + ox, ring[i + 1]! + oy);
        coords.push(ring[0]! + ox, ring[1]! + oy);
        ringStart.push(coords.length / 2);
      }
      polygonStart.push(ringStart.length - 1);
    }
    featureStart.push(polygonStart.length - 1);
  });
  return {
    coords: Float64Array.from(coords),
    ringStart: Uint32Array.from(ringStart),
    polygonStart: Uint32Array.from(polygonStart),
    featureStart: Uint32Array.from(featureStart),
  };
}

function extentOf({ origin, half, count }: ZoneTable): [number, number, number, number] {
  if (count === 0) return [0, 0, 1, 1];
  const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let area = 0; area < count; area++) {
    for (const axis of [0, 1] as const) {
      const middle = origin[2 * area + axis]!;
      const reach = half[2 * area + axis]!;
      if (middle - reach < extent[axis]) extent[axis] = middle - reach;
      if (middle + reach > extent[axis + 2]!) extent[axis + 2] = middle + reach;
    }
  }
  return extent;
}

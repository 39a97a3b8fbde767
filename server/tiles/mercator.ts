/** Units on a side of a tile, and of the margin around it that is drawn too, so that outlines do not end at the seam. */
export const tileExtent = 4096;
export const tileBuffer = 64;

/** Web Mercator (EPSG:3857) scaled to the unit square: x from 180° W, y downwards from 85.05° N. */
export const unitX = (lng: number): number => lng / 360 + 0.5;
export function unitY(lat: number): number {
  const s = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

/** `[x, y]` in the unit square × points, from `[lng, lat]` × points. */
export function unitCoords(lngLat: Float64Array): Float64Array {
  const unit = new Float64Array(lngLat.length);
  for (let i = 0; i < lngLat.length; i += 2) {
    unit[i] = unitX(lngLat[i]!);
    unit[i + 1] = unitY(lngLat[i + 1]!);
  }
  return unit;
}

export interface TileAddress {
  z: number;
  x: number;
  y: number;
}

/** The tiles of a zoom that a box `[west, south, east, north]` (degrees) touches with the margin: inclusive ranges. */
export function tileRange(
  [west, south, east, north]: readonly [number, number, number, number],
  z: number,
): { x: [number, number]; y: [number, number] } {
  const last = 2 ** z - 1;
  const margin = tileBuffer / tileExtent;
  const clamp = (v: number): number => Math.min(last, Math.max(0, Math.floor(v)));
  const scale = 2 ** z;
  return {
    x: [clamp(unitX(west) * scale - margin), clamp(unitX(east) * scale + margin)],
    y: [clamp(unitY(north) * scale - margin), clamp(unitY(south) * scale + margin)],
  };
}

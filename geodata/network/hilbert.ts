/** Place along a Hilbert curve of 2^16 × 2^16 cells of the cell (x, y): near on the curve is near on the map. */
export function hilbert(x: number, y: number): number {
  let place = 0;
  for (let side = 1 << 15; side > 0; side >>= 1) {
    const right = (x & side) > 0 ? 1 : 0;
    const upper = (y & side) > 0 ? 1 : 0;
    place += side * side * ((3 * right) ^ upper);
    if (upper === 0) {
      if (right === 1) {
        x = 65_535 - x;
        y = 65_535 - y;
      }
      [x, y] = [y, x];
    }
  }
  return place;
}

/** Indices of `[lng, lat] × n` in the order of a Hilbert curve over their box. */
export function hilbertOrder(lngLat: Float64Array): Uint32Array {
  const n = lngLat.length / 2;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    west = Math.min(west, lngLat[2 * i]!);
    east = Math.max(east, lngLat[2 * i]!);
    south = Math.min(south, lngLat[2 * i + 1]!);
    north = Math.max(north, lngLat[2 * i + 1]!);
  }
  const scale = 65_535 / Math.max(east - west, north - south, Number.MIN_VALUE);
  const place = Float64Array.from({ length: n }, (_, i) =>
    hilbert(Math.floor((lngLat[2 * i]! - west) * scale), Math.floor((lngLat[2 * i + 1]! - south) * scale)),
  );
  return Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => place[a]! - place[b]! || a - b);
}

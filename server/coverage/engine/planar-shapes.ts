/**
 * Polygons in planar metres as flat arrays. `coords`: `[x, y] × points`, x east and y north, every ring closed (first
 * point repeated). Feature `f` owns polygons `featureStart[f] … featureStart[f+1]`, polygon `p` rings
 * `polygonStart[p] … polygonStart[p+1]` (first is the exterior), ring `r` points `ringStart[r] … ringStart[r+1]`.
 */
export interface PlanarShapes {
  coords: Float64Array;
  ringStart: Uint32Array;
  polygonStart: Uint32Array;
  featureStart: Uint32Array;
}

/**
 * Zones made ready for counting. Positions are metres from the zone's own origin (the middle of its box): the terms of
 * Green's theorem then have the size of the zone, and not that of its distance from the city's origin, so that nothing
 * cancels. Exterior rings run counter-clockwise and holes clockwise, whichever way they came.
 */
export interface ZoneTable {
  count: number;
  /** `[x, y] × points`, relative to the origin of the zone. */
  coords: Float64Array;
  ringStart: Uint32Array;
  /** Zone `z` has the rings `zoneRing[z] … zoneRing[z+1]`. */
  zoneRing: Uint32Array;
  /** `[x, y] × zones`, metres. */
  origin: Float64Array;
  /** `[half width, half height] × zones`, metres: the zone lies in origin ± half. */
  half: Float64Array;
  /** Square metres per zone. */
  areaM2: Float64Array;
  /** Points of the zone that has most. */
  mostPoints: number;
}

/**
 * Copies `shapes` (one feature per zone) into a table. Throws a RangeError where a ring is not closed or a coordinate
 * is not finite. Rings must not cross; a zone without rings or without area is allowed and has share 0.
 */
export function zoneTable(shapes: PlanarShapes): ZoneTable {
  const { polygonStart, featureStart, ringStart } = shapes;
  const count = featureStart.length - 1;
  const table: ZoneTable = {
    count,
    coords: new Float64Array(shapes.coords.length),
    ringStart: ringStart.slice(),
    zoneRing: featureStart.map((polygon) => polygonStart[polygon]!),
    origin: new Float64Array(2 * count),
    half: new Float64Array(2 * count),
    areaM2: new Float64Array(count),
    mostPoints: 0,
  };
  for (let zone = 0; zone < count; zone++) placeZone(shapes, table, zone);
  for (let polygon = 0; polygon + 1 < polygonStart.length; polygon++) {
    const first = polygonStart[polygon]!;
    for (let ring = first; ring < polygonStart[polygon + 1]!; ring++) orientRing(table, ring, ring === first);
  }
  for (let zone = 0; zone < count; zone++) {
    for (let ring = table.zoneRing[zone]!; ring < table.zoneRing[zone + 1]!; ring++) {
      table.areaM2[zone] = table.areaM2[zone]! + signedArea(table.coords, ringStart[ring]!, ringStart[ring + 1]!);
    }
  }
  return table;
}

function placeZone(shapes: PlanarShapes, table: ZoneTable, zone: number): void {
  const { coords } = shapes;
  const firstRing = table.zoneRing[zone]!;
  const endRing = table.zoneRing[zone + 1]!;
  const first = table.ringStart[firstRing]!;
  const end = table.ringStart[endRing]!;
  for (let ring = firstRing; ring < endRing; ring++) requireClosed(coords, shapes.ringStart, ring, zone);
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = first; i < end; i++) {
    const x = coords[2 * i]!;
    const y = coords[2 * i + 1]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new RangeError(`zone ${zone}: a coordinate is not finite`);
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  if (first === end) [minX, minY, maxX, maxY] = [0, 0, 0, 0];
  const ox = (minX + maxX) / 2;
  const oy = (minY + maxY) / 2;
  for (let i = first; i < end; i++) {
    table.coords[2 * i] = coords[2 * i]! - ox;
    table.coords[2 * i + 1] = coords[2 * i + 1]! - oy;
  }
  table.origin.set([ox, oy], 2 * zone);
  table.half.set([Math.max(maxX - ox, ox - minX), Math.max(maxY - oy, oy - minY)], 2 * zone);
  table.mostPoints = Math.max(table.mostPoints, end - first);
}

function requireClosed(coords: Float64Array, ringStart: Uint32Array, ring: number, zone: number): void {
  const first = ringStart[ring]!;
  const last = ringStart[ring + 1]! - 1;
  if (last < first || coords[2 * first] !== coords[2 * last] || coords[2 * first + 1] !== coords[2 * last + 1]) {
    throw new RangeError(`zone ${zone}: a ring is not closed`);
  }
}

/** Shoelace formula over points `first … end` of a closed ring; positive when counter-clockwise. */
function signedArea(coords: Float64Array, first: number, end: number): number {
  let twice = 0;
  for (let i = first; i + 1 < end; i++) {
    twice += coords[2 * i]! * coords[2 * i + 3]! - coords[2 * i + 2]! * coords[2 * i + 1]!;
  }
  return twice / 2;
}

function orientRing(table: ZoneTable, ring: number, exterior: boolean): void {
  const first = table.ringStart[ring]!;
  const end = table.ringStart[ring + 1]!;
  const area = signedArea(table.coords, first, end);
  if (area === 0 || area > 0 === exterior) return;
  for (let i = first, k = end - 1; i < k; i++, k--) {
    for (let axis = 0; axis < 2; axis++) {
      const kept = table.coords[2 * i + axis]!;
      table.coords[2 * i + axis] = table.coords[2 * k + axis]!;
      table.coords[2 * k + axis] = kept;
    }
  }
}

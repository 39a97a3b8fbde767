import type { ZoneTable } from './planar-shapes.ts';

/** Even–odd rule; a point on the boundary may fall on either side. */
export function insideRing(coords: Float64Array, first: number, end: number, x: number, y: number): boolean {
  let inside = false;
  for (let i = first; i + 1 < end; i++) {
    const ay = coords[2 * i + 1]!;
    const by = coords[2 * i + 3]!;
    if (ay > y === by > y) continue;
    const ax = coords[2 * i]!;
    if (x < ax + ((y - ay) / (by - ay)) * (coords[2 * i + 2]! - ax)) inside = !inside;
  }
  return inside;
}

/** Even–odd rule over all rings of a zone; position in metres, relative to the zone's origin. */
export function insideZone(table: ZoneTable, zone: number, x: number, y: number): boolean {
  let inside = false;
  for (let ring = table.zoneRing[zone]!; ring < table.zoneRing[zone + 1]!; ring++) {
    if (insideRing(table.coords, table.ringStart[ring]!, table.ringStart[ring + 1]!, x, y)) inside = !inside;
  }
  return inside;
}

/** Squared distance from a point to the nearest edge of the zone, square metres. */
export function boundaryDistance2(table: ZoneTable, zone: number, x: number, y: number): number {
  const { coords, ringStart, zoneRing } = table;
  let nearest = Infinity;
  for (let ring = zoneRing[zone]!; ring < zoneRing[zone + 1]!; ring++) {
    for (let i = ringStart[ring]!; i + 1 < ringStart[ring + 1]!; i++) {
      const dx = x - coords[2 * i]!;
      const dy = y - coords[2 * i + 1]!;
      const ex = coords[2 * i + 2]! - coords[2 * i]!;
      const ey = coords[2 * i + 3]! - coords[2 * i + 1]!;
      const e2 = ex * ex + ey * ey;
      const t = e2 > 0 ? Math.min(1, Math.max(0, (dx * ex + dy * ey) / e2)) : 0;
      nearest = Math.min(nearest, (dx - t * ex) ** 2 + (dy - t * ey) ** 2);
    }
  }
  return nearest;
}

import { EARTH_RADIUS_METRES } from './plane.ts';

const radians = Math.PI / 180;

/** Great-circle distance in metres between two positions in degrees, on Turf's sphere (haversine formula). */
export function sphereMetres(lngA: number, latA: number, lngB: number, latB: number): number {
  const sinLat = Math.sin(((latB - latA) * radians) / 2);
  const sinLng = Math.sin(((lngB - lngA) * radians) / 2);
  const h = sinLat * sinLat + sinLng * sinLng * Math.cos(latA * radians) * Math.cos(latB * radians);
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Mean earth radius that Turf measures with (IUGG mean radius). */
export const EARTH_RADIUS_METRES = 6371008.8;

const RADIANS = Math.PI / 180;

/** A conformal plane in metres, x east and y north of its origin, around the origin's meridian. */
export interface Plane {
  readonly originLng: number;
  readonly originLat: number;
  /** Degrees → metres: writes `x, y` to `out[offset], out[offset + 1]`. */
  forward(lng: number, lat: number, out: Float64Array, offset: number): void;
  /** Metres → degrees: writes `lng, lat` to `out[offset], out[offset + 1]`. */
  inverse(x: number, y: number, out: Float64Array, offset: number): void;
}

/**
 * Spherical transverse Mercator (Snyder, Map Projections: A Working Manual, USGS 1987, eq. 8-1…8-7) with scale 1 on
 * the meridian of the origin and Turf's radius, so that plane distances agree with `turf.distance`: the scale is
 * cosh(x/R), 4.4e-5 too long at 60 km from the meridian.
 */
export function makePlane(originLng: number, originLat: number): Plane {
  const r = EARTH_RADIUS_METRES;
  const lambda0 = originLng * RADIANS;
  const phi0 = originLat * RADIANS;
  return {
    originLng,
    originLat,
    forward(lng, lat, out, offset) {
      const phi = lat * RADIANS;
      const dLambda = lng * RADIANS - lambda0;
      out[offset] = r * Math.atanh(Math.cos(phi) * Math.sin(dLambda));
      out[offset + 1] = r * (Math.atan2(Math.sin(phi), Math.cos(phi) * Math.cos(dLambda)) - phi0);
    },
    inverse(x, y, out, offset) {
      const d = y / r + phi0;
      const east = x / r;
      out[offset] = (lambda0 + Math.atan2(Math.sinh(east), Math.cos(d))) / RADIANS;
      out[offset + 1] = Math.asin(Math.sin(d) / Math.cosh(east)) / RADIANS;
    },
  };
}

/** Projects `[lng, lat] × n` to `[x, y] × n` metres; into `out` where given (it may be the input itself). */
export function projectPairs(
  plane: Plane,
  lngLat: Float64Array,
  out: Float64Array = new Float64Array(lngLat.length),
): Float64Array {
  for (let i = 0; i + 1 < lngLat.length; i += 2) plane.forward(lngLat[i]!, lngLat[i + 1]!, out, i);
  return out;
}

/** The way back: `[x, y] × n` metres to `[lng, lat] × n` degrees; into `out` where given. */
export function unprojectPairs(
  plane: Plane,
  xy: Float64Array,
  out: Float64Array = new Float64Array(xy.length),
): Float64Array {
  for (let i = 0; i + 1 < xy.length; i += 2) plane.inverse(xy[i]!, xy[i + 1]!, out, i);
  return out;
}

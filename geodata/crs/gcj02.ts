/** Krasovsky 1940 ellipsoid, on which the published GCJ-02 offset is defined. */
const SEMI_MAJOR_METRES = 6378245;
const ECCENTRICITY_SQUARED = 0.00669342162296594323;
const RADIANS = Math.PI / 180;
/** The offset changes by less than 1e-2 per degree, so a round of the inverse gains two digits or more. */
const INVERSE_ROUNDS = 8;

/** Sum of sines of `turns · π · t` with `metres` amplitude, for pairs `[metres, turns]`. */
function waves(t: number, terms: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (const [metres, turns] of terms) sum += metres * Math.sin(Math.PI * turns * t);
  return (sum * 2) / 3;
}

const SHORT_WAVES = [
  [20, 6],
  [20, 2],
] as const;
const EAST_WAVES = [
  [20, 1],
  [40, 1 / 3],
  [150, 1 / 12],
  [300, 1 / 30],
] as const;
const NORTH_WAVES = [
  [20, 1],
  [40, 1 / 3],
  [160, 1 / 12],
  [320, 1 / 30],
] as const;

function offsetDegrees(lng: number, lat: number): [number, number] {
  const x = lng - 105;
  const y = lat - 35;
  const short = waves(x, SHORT_WAVES);
  const root = Math.sqrt(Math.abs(x));
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + short + waves(x, EAST_WAVES);
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + short + waves(y, NORTH_WAVES);
  const phi = lat * RADIANS;
  const w = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
  const primeVertical = SEMI_MAJOR_METRES / Math.sqrt(w);
  const meridional = (primeVertical * (1 - ECCENTRICITY_SQUARED)) / w;
  return [east / (primeVertical * Math.cos(phi) * RADIANS), north / (meridional * RADIANS)];
}

/**
 * WGS-84 → GCJ-02, degrees, `[lng, lat]`. The well-known published transform (the one that eviltransform and gcoord
 * implement). Only for positions inside mainland China: outside, GCJ-02 is WGS-84 and the caller must not convert.
 */
export function wgs84ToGcj02(lng: number, lat: number): [number, number] {
  const [dLng, dLat] = offsetDegrees(lng, lat);
  return [lng + dLng, lat + dLat];
}

/** GCJ-02 → WGS-84, degrees, `[lng, lat]`: fixed-point iteration on the transform above, to better than 1e-9°. */
export function gcj02ToWgs84(lng: number, lat: number): [number, number] {
  let wgsLng = lng;
  let wgsLat = lat;
  for (let round = 0; round < INVERSE_ROUNDS; round++) {
    const [dLng, dLat] = offsetDegrees(wgsLng, wgsLat);
    wgsLng = lng - dLng;
    wgsLat = lat - dLat;
  }
  return [wgsLng, wgsLat];
}

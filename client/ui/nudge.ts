import type { Position } from '../../server/contract/geo.ts';

/** Metres of one degree of latitude on the sphere of 6,371,008.8 m. */
const metresPerDegree = (Math.PI * 6_371_008.8) / 180;

const directions: Record<string, [east: number, north: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** `[lng, lat]` moved by `metres` in the direction of an arrow key; `null` for any other key. */
export function nudged([lng, lat]: Position, key: string, metres: number): Position | null {
  const direction = directions[key];
  if (direction === undefined) return null;
  const [east, north] = direction;
  const perDegreeEast = metresPerDegree * Math.cos((lat * Math.PI) / 180);
  return [lng + (east * metres) / perDegreeEast, lat + (north * metres) / metresPerDegree];
}

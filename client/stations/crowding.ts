import type { Position } from '../../server/contract/geo.ts';
import type { Station } from '../../server/contract/station.ts';

/** Metres of one degree of latitude on the sphere of 6,371,008.8 m. */
const metresPerDegree = (Math.PI * 6_371_008.8) / 180;

/** Metres between two near places, on the plane that touches at the first; good to a part in a thousand within a city. */
function nearMetres([lng, lat]: Position, [lng2, lat2]: Position): number {
  const east = (lng2 - lng) * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(east, lat2 - lat) * metresPerDegree;
}

/**
 * How many other stations stand within `metres` of each, by station id. Where dozens crowd, their circles would cover the
 * map with lines; the layer draws each the fainter the more there are.
 */
export function crowding(stations: readonly Station[], metres: number): Map<string, number> {
  const counts = new Map(stations.map((s) => [s.id, 0]));
  const add = (s: Station): void => void counts.set(s.id, (counts.get(s.id) ?? 0) + 1);
  stations.forEach((a, i) => {
    for (let j = i + 1; j < stations.length; j++) {
      const b = stations[j]!;
      if (nearMetres(a.position, b.position) > metres) continue;
      add(a);
      add(b);
    }
  });
  return counts;
}

import type { AreaLevel } from '../../server/contract/city.ts';
import { fullShare, noPeople, type WalkRow, type WalkZones } from '../../server/contract/walking.ts';
import { classOf, coverageRamp, unreachedRamps } from '../map/ramps.ts';

/** Class of a feature that has no data. */
const none = 255;
const drawn = (level: AreaLevel): boolean => level === 'community' || level === 'street';

/** Class of the share of people who reach a station, by zone index; none where nobody lives. */
export const walkZoneClasses = ({ share }: WalkZones): Uint8Array =>
  Uint8Array.from(share, (s) => (s === noPeople ? none : classOf(coverageRamp, s / fullShare)));

/** The same by area index, of streets and communities. */
export function walkAreaClasses(rows: Iterable<WalkRow>, areas: number): Uint8Array {
  const classes = new Uint8Array(areas).fill(none);
  for (const { level, index, people, walkPeople } of rows)
    if (drawn(level) && people > 0) classes[index] = classOf(coverageRamp, walkPeople / people);
  return classes;
}

/** Class of people who reach none, by area index. */
export function walkUnreachedClasses(rows: Iterable<WalkRow>, areas: number): Uint8Array {
  const classes = new Uint8Array(areas).fill(none);
  for (const { level, index, people, walkPeople } of rows)
    if (drawn(level)) classes[index] = classOf(unreachedRamps.dark, people - walkPeople);
  return classes;
}

import type { AreaLevel } from '../../server/contract/city.ts';
import type { CoverageRow, ZoneCells } from '../../server/contract/coverage.ts';
import type { AreaTree } from '../areas/tree.ts';
import { classOf, coverageRamp, loadRamps, unreachedRamps } from '../map/ramps.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { noClass } from './feature-states.ts';

/** Class of covered share by zone index. */
export const coverageClasses = ({ share }: ZoneCells): Uint8Array =>
  Uint8Array.from(share, (s) => classOf(coverageRamp, s / 65_535));

const drawn = (level: AreaLevel): boolean => level === 'community' || level === 'street';

/** Class of covered share by area index, of streets and communities, for zooms that have no zones. */
export function areaCoverageClasses(rows: Iterable<CoverageRow>, areas: number): Uint8Array {
  const classes = new Uint8Array(areas).fill(noClass);
  for (const { level, index, coveredM2, areaM2 } of rows)
    if (drawn(level) && areaM2 > 0) classes[index] = classOf(coverageRamp, coveredM2 / areaM2);
  return classes;
}

/** Class of people not reached by area index, of streets and communities. The breaks are the same in both schemes. */
export function unreachedClasses(rows: Iterable<CoverageRow>, areas: number): Uint8Array {
  const classes = new Uint8Array(areas).fill(noClass);
  for (const { level, index, people, coveredPeople } of rows)
    if (drawn(level)) classes[index] = classOf(unreachedRamps.dark, people - coveredPeople);
  return classes;
}

/** Classes of open whistles by zone index, and by area index for their communities and streets. */
export function loadClasses(
  open: readonly Whistle[],
  zones: number,
  tree: AreaTree,
): { zones: Uint8Array; areas: Uint8Array } {
  const byZone = new Uint32Array(zones);
  const byArea = new Uint32Array(tree.byIndex.length);
  for (const w of open) {
    if (w.zone >= 0 && w.zone < zones) byZone[w.zone]! += 1;
    for (const code of [w.community, w.street]) {
      const area = tree.byCode.get(code);
      if (area !== undefined) byArea[area.index]! += 1;
    }
  }
  const toClass = (n: number): number => classOf(loadRamps.dark, n);
  return { zones: Uint8Array.from(byZone, toClass), areas: Uint8Array.from(byArea, toClass) };
}

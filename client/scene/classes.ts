import type { CoverageRow, ZoneCells } from '../../server/contract/coverage.ts';
import type { AreaTree } from '../areas/tree.ts';
import { classOf, coverageRamp, loadRamps, unreachedRamps } from '../map/ramps.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { noClass } from './feature-states.ts';

/** Class of covered share by zone index. */
export const coverageClasses = ({ share }: ZoneCells): Uint8Array =>
  Uint8Array.from(share, (s) => classOf(coverageRamp, s / 65_535));

/** Class of covered share by area index (communities), for zooms that have no zones. */
export function communityCoverageClasses(rows: Iterable<CoverageRow>, areas: number): Uint8Array {
  const classes = new Uint8Array(areas).fill(noClass);
  for (const { level, index, coveredM2, areaM2 } of rows)
    if (level === 'community' && areaM2 > 0) classes[index] = classOf(coverageRamp, coveredM2 / areaM2);
  return classes;
}

/** Class of people not reached by area index (communities). The breaks are the same in both schemes. */
export function unreachedClasses(rows: Iterable<CoverageRow>, areas: number): Uint8Array {
  const classes = new Uint8Array(areas).fill(noClass);
  for (const row of rows)
    if (row.level === 'community') classes[row.index] = classOf(unreachedRamps.dark, row.people - row.coveredPeople);
  return classes;
}

/** Classes of open whistles by zone index, and by area index for their communities. */
export function loadClasses(
  open: readonly Whistle[],
  zones: number,
  tree: AreaTree,
): { zones: Uint8Array; areas: Uint8Array } {
  const byZone = new Uint32Array(zones);
  const byArea = new Uint32Array(tree.byIndex.length);
  for (const w of open) {
    if (w.zone >= 0 && w.zone < zones) byZone[w.zone]! += 1;
    const community = tree.byCode.get(w.community);
    if (community !== undefined) byArea[community.index]! += 1;
  }
  const toClass = (n: number): number => classOf(loadRamps.dark, n);
  return { zones: Uint8Array.from(byZone, toClass), areas: Uint8Array.from(byArea, toClass) };
}

import type { Area } from '../../server/contract/city.ts';
import type { CoverageRow } from '../../server/contract/coverage.ts';
import type { Entry } from '../whistles/list.ts';
import type { Located } from './tree.ts';

/** How an area stands: what is open, what is late, who is reached. */
export interface Standing {
  area: Area;
  open: number;
  late: number;
  warning: number;
  /** Share of people within reach; `null` where it is not known or nobody lives there. */
  reached: number | null;
}

const codeAt = (place: Located, level: Area['level']): string | null =>
  level === 'district'
    ? place.district
    : level === 'street'
      ? place.street
      : level === 'community'
        ? place.community
        : null;

/** The areas below the open one, those with late whistles first, then warnings, then open ones. */
export function standings(
  children: readonly Area[],
  entries: readonly Entry[],
  rows: ReadonlyMap<number, CoverageRow> | null,
): Standing[] {
  const byCode = new Map(
    children.map((area) => {
      const row = rows?.get(area.index);
      const reached = row !== undefined && row.people > 0 ? row.coveredPeople / row.people : null;
      return [area.code, { area, open: 0, late: 0, warning: 0, reached }];
    }),
  );
  const level = children[0]?.level ?? 'city';
  for (const { whistle, state } of entries) {
    const standing = byCode.get(codeAt(whistle, level) ?? '');
    if (standing === undefined || state === 'closed') continue;
    standing.open += 1;
    if (state === 'late') standing.late += 1;
    if (state === 'warning') standing.warning += 1;
  }
  return [...byCode.values()].sort(
    (a, b) => b.late - a.late || b.warning - a.warning || b.open - a.open || (a.area.code < b.area.code ? -1 : 1),
  );
}

import type { Area } from '../../server/contract/city.ts';

/** The four-level hierarchy, for questions in both directions. */
export interface AreaTree {
  root: Area | null;
  byCode: ReadonlyMap<string, Area>;
  byIndex: readonly Area[];
  children: (code: string) => readonly Area[];
  /** From the city down to the area itself; empty where the code is unknown. */
  chain: (code: string) => Area[];
}

export function createTree(areas: readonly Area[]): AreaTree {
  const byCode = new Map(areas.map((a) => [a.code, a]));
  const byIndex: Area[] = [];
  const children = new Map<string, Area[]>();
  for (const area of areas) {
    byIndex[area.index] = area;
    if (area.parent === null) continue;
    const siblings = children.get(area.parent);
    if (siblings === undefined) children.set(area.parent, [area]);
    else siblings.push(area);
  }
  const chain = (code: string): Area[] => {
    const up: Area[] = [];
    for (
      let area = byCode.get(code);
      area !== undefined;
      area = area.parent === null ? undefined : byCode.get(area.parent)
    )
      up.unshift(area);
    return up;
  };
  return {
    root: areas.find((a) => a.level === 'city') ?? null,
    byCode,
    byIndex,
    children: (code) => children.get(code) ?? [],
    chain,
  };
}

/** Codes of where something stands. */
export interface Located {
  community: string;
  street: string;
  district: string;
}

/** True where `place` lies in the area; every place lies in the city (`null`). */
export function liesIn(place: Located, area: Area | null): boolean {
  switch (area?.level) {
    case 'district':
      return place.district === area.code;
    case 'street':
      return place.street === area.code;
    case 'community':
      return place.community === area.code;
    default:
      return true;
  }
}

/**
 * What a click in `community` opens, seen from the area `from`: the next level down on the way there; outside `from` the
 * branch beside it. `null` where the click is in the community that is open already: the zone is meant then.
 */
export function drillTarget(tree: AreaTree, from: string | null, community: string): Area | null {
  const there = tree.chain(community);
  const here = from === null ? there.slice(0, 1) : tree.chain(from);
  let level = 0;
  while (level < here.length && here[level] === there[level]) level += 1;
  return there[level] ?? null;
}

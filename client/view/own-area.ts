import { rights } from '../../server/contract/access.ts';
import type { Grant } from '../../server/contract/people.ts';

export interface OwnArea {
  city: string;
  /** Code of a district, street or community. */
  area: string;
}

/** The area that all of somebody's work lies in, in the city in view or, where none is yet, in theirs; `null`: there is no such one. */
export function ownArea(grants: readonly Grant[], inView: string | null): OwnArea | null {
  const seeing = grants.filter((g) => rights[g.role].includes('whistle.read'));
  const here = seeing.filter((g) => inView === null || g.city === null || g.city === inView);
  const [first] = here;
  if (first === undefined || first.city === null || first.area === null) return null;
  const isOne = here.every((g) => g.city === first.city && g.area === first.area);
  return isOne ? { city: first.city, area: first.area } : null;
}

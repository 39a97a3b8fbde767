import type { CityEvent } from '../../server/contract/events.ts';
import { toldBy, type NoticeGroup } from '../../server/contract/notice.ts';
import type { Grant } from '../../server/contract/people.ts';

/** One thing that somebody was told. */
export interface Notice {
  seq: number;
  group: NoticeGroup;
  /** Kind of the event without `whistle.`, as the words know it. */
  happened: string;
  whistle: string;
  code: string;
  title: string;
  department: string | null;
  /** City time. */
  at: string;
}

/** So many are kept; who has more has the list of whistles. */
export const noticesKept = 50;

/** City time after which a thing is no news any more: a demo or an import that catches up writes down what is long past. */
export const newsMs = 3_600_000;
export const isNews = ({ at }: Pick<CityEvent, 'at'>, cityNowMs: number | null): boolean =>
  cityNowMs === null || cityNowMs - Date.parse(at) <= newsMs;

export interface Hearer {
  grants: readonly Grant[];
  city: string;
  wants: (group: NoticeGroup) => boolean;
}

/** What some events tell somebody, the newest first. */
export function noticesOf(events: readonly CityEvent[], { grants, city, wants }: Hearer): Notice[] {
  return events
    .flatMap((event): Notice[] => {
      const told = toldBy(event, grants, city);
      if (told === null || !wants(told.group)) return [];
      const { group, department, whistle } = told;
      const { id, code, title } = whistle;
      const happened = event.type.replace('whistle.', '');
      return [{ seq: event.seq, group, happened, whistle: id, code, title, department, at: event.at }];
    })
    .reverse();
}

/** All that was told of one whistle. */
export interface Gathered {
  latest: Notice;
  count: number;
}

/** One row for each whistle, in the order of what was told of it last; the newest first, as it was given. */
export function gathered(notices: readonly Notice[]): Gathered[] {
  const rows = new Map<string, Gathered>();
  for (const latest of notices) {
    const row = rows.get(latest.whistle);
    if (row === undefined) rows.set(latest.whistle, { latest, count: 1 });
    else row.count += 1;
  }
  return [...rows.values()];
}

const loud: readonly NoticeGroup[] = ['overdue', 'nudged'];
/** Whether something is among them that must not wait. */
export const isUrgent = (notices: readonly Notice[]): boolean => notices.some(({ group }) => loud.includes(group));

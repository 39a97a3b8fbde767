import { cityTimeMs, type Clock } from '../../server/contract/clock.ts';
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

/** How late by the city's clock, and by a real one, a thing is written down that is no news any more, ms. */
const lateMs = { city: 3_600_000, real: 60_000 };

const alarms: readonly CityEvent['type'][] = ['whistle.warned', 'whistle.overdue'];

/**
 * Whether it was written down when it happened: a demo or an import that catches up writes down what is long past. An
 * alarm of a real city is always news: one that is late rang while no server ran.
 */
export function isNews({ type, at, recordedAt }: Pick<CityEvent, 'type' | 'at' | 'recordedAt'>, clock: Clock): boolean {
  if (clock.kind === 'live' && alarms.includes(type)) return true;
  const late = cityTimeMs(clock, Date.parse(recordedAt)) - Date.parse(at);
  return late <= Math.max(lateMs.city, lateMs.real * (clock.kind === 'live' ? 1 : clock.speed));
}

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

import { dayName } from '../clocks/chinese-calendar.ts';
import { deadlineOf, type Deadline } from '../clocks/deadline.ts';
import type { Subject } from '../contract/people.ts';
import type { WorkingTime } from '../clocks/working-time.ts';
import type { Position } from '../contract/geo.ts';
import type { Item, ItemList, Period, WhistleItem } from '../contract/item.ts';
import { departmentCalled, type PartClock } from '../contract/matrix.ts';
import { defaultDeadlineMinutes, type Whistle, type WhistleCall } from '../contract/whistle.ts';
import { ProblemError } from '../http/problem.ts';
import type { WhistleChange } from '../live/batch.ts';
import { whistleCode } from '../live/present.ts';
import { allowCall } from './allow.ts';
import { said } from './said.ts';
import { deadlineAt, iso, reportClock, resolveClock, timeOf } from './time.ts';

/** Where a position stands; throws `position-outside-city`. */
export type Locate = (position: Position) => { zone: number; community: string; street: string; district: string };

export interface CallDeps {
  by: Subject;
  id: string;
  locate: Locate;
  clock: WorkingTime;
  /** The list of items that holds on a day of the city's calendar. */
  listOn: (day: string) => ItemList | undefined;
  /** Said with the call, for its history. */
  words?: string | null;
}

interface Called {
  item: Item;
  startsOn: string;
}

/** The item that is named, with departments that it allows; throws `item-unknown`, `department-not-allowed`, `lead-not-called`. */
function itemOf({ item: code, departments }: WhistleCall, list: ItemList | undefined): Called {
  const item = list?.items.find((i) => i.code === code);
  if (list === undefined || item === undefined) throw new ProblemError('item-unknown', code);
  const stranger = departments.find((d) => !item.departments.includes(d));
  if (stranger !== undefined) throw new ProblemError('department-not-allowed', stranger);
  if (!departments.includes(item.lead)) throw new ProblemError('lead-not-called', item.lead);
  return { item, startsOn: list.startsOn };
}

const kept = ({ item, startsOn }: Called): WhistleItem => {
  const { code, name, lead, reportWithin, resolveWithin, weight } = item;
  return { code, name, lead, reportWithin, resolveWithin, weight, startsOn };
};

interface Rule {
  given: string | null | undefined;
  period: Period;
}
/** A deadline: as given, none for `null`, by the rule where it was left out; throws `time-backwards`. */
function deadline(fromMs: number, { given, period }: Rule, clock: WorkingTime): Deadline | null {
  if (given === null) return null;
  if (given === undefined) return deadlineOf(fromMs, period, clock);
  const byMs = Date.parse(given);
  if (byMs < fromMs) throw new ProblemError('time-backwards', 'the deadline is before the call');
  return deadlineAt(fromMs, byMs, period.time, clock);
}

const minutes = (amount: number): Period => ({ amount, unit: 'minute', time: 'calendar' });

/** The clock of every department called; a person leaves an item's deadlines as they are. */
function partClock(input: WhistleCall, item: Item | undefined, calledMs: number, clock: WorkingTime): PartClock {
  const isSet = input.reportBy !== undefined || input.resolveBy !== undefined;
  if (item !== undefined && input.origin === 'person' && isSet)
    throw new ProblemError('input-invalid', 'the item says the deadlines');
  const usual = defaultDeadlineMinutes[input.kind ?? 'problem'];
  const report = { given: input.reportBy, period: item?.reportWithin ?? minutes(usual.report) };
  const resolve = { given: input.resolveBy, period: item?.resolveWithin ?? minutes(usual.resolve) };
  return {
    calledAt: iso(calledMs),
    ...reportClock(deadline(calledMs, report, clock)),
    ...resolveClock(deadline(calledMs, resolve, clock)),
  };
}

/** A whistle as nobody has done anything about it yet. */
const untouched = {
  ...{ stage: 'called' as const, reportedAt: null, resolvedAt: null, verifiedAt: null, closedAt: null },
  ...{ urges: 0, chases: 0, lastNudge: null, reopened: 0, mergedInto: null, deferral: null, deferrals: 0, pictures: 0 },
  ...{ seq: 0, version: 0 },
};

/** Blows a whistle: record and `whistle.called`. */
export function callWhistle(c: WhistleChange, input: WhistleCall, deps: CallDeps): Whistle {
  const { by, id, locate, clock, listOn, words = null } = deps;
  const calledAt = timeOf(c, input.at);
  if (input.origin !== 'person' && c.city.clock_kind !== 'simulated')
    throw new ProblemError('time-not-settable', `a live city takes no whistle of origin ${input.origin}`);
  const calledMs = calledAt.getTime();
  const place = locate(input.position);
  allowCall(by, { city: c.city.id, areas: [place.district, place.street, place.community] });
  const named = input.item === undefined ? undefined : itemOf(input, listOn(dayName(clock.dayOf(calledMs))));
  const parts = partClock(input, named?.item, calledMs, clock);
  c.city.whistle_number += 1;
  const whistle: Whistle = {
    ...untouched,
    id,
    code: whistleCode(c.city.whistle_number),
    title: input.title ?? named!.item.name,
    kind: input.kind ?? named?.item.kind ?? 'problem',
    risk: input.risk ?? named?.item.risk ?? 'normal',
    item: named === undefined ? null : kept(named),
    position: input.position,
    ...place,
    departments: input.departments.map((d) => departmentCalled(d, parts)),
    calledAt: parts.calledAt,
    reportBy: parts.reportBy,
    resolveBy: parts.resolveBy,
    closeAlarm: parts.resolveAlarm,
    origin: input.origin,
    sourceId: input.sourceId,
  };
  return c.put(whistle, said('whistle.called', null, words), calledAt);
}

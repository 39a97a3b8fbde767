import { permits } from './access.ts';
import type { CityEvent, EventType } from './events.ts';
import { liveParts } from './matrix.ts';
import type { Grant, Role } from './people.ts';
import { isOfWhistle, type WhistleEvent } from './scope.ts';
import type { Escalation, Whistle } from './whistle.ts';

/** What a person can choose to be told of: new whistles, deadlines that warn or pass, 催办 and 督办, parts handed on, what waits for a decision, decisions, what is done. */
export const noticeGroups = ['called', 'warned', 'overdue', 'nudged', 'handed', 'asked', 'decided', 'done'] as const;
export type NoticeGroup = (typeof noticeGroups)[number];

const groups: Partial<Record<EventType, NoticeGroup>> = {
  'whistle.called': 'called',
  'whistle.warned': 'warned',
  'whistle.overdue': 'overdue',
  'whistle.urged': 'nudged',
  'whistle.chased': 'nudged',
  'whistle.hand-back-accepted': 'handed',
  'whistle.absorbed': 'handed',
  'whistle.reopened': 'handed',
  'whistle.handed-back': 'asked',
  'whistle.extension-asked': 'asked',
  'whistle.hand-back-refused': 'decided',
  'whistle.extension-granted': 'decided',
  'whistle.extension-refused': 'decided',
  'whistle.resolved': 'done',
  'whistle.closed': 'done',
};

/** The group that an event belongs to; `null` where nobody is told of it. */
export const noticeGroupOf = (type: EventType): NoticeGroup | null => groups[type] ?? null;

/** The kinds of events of some groups. */
export const kindsOf = (chosen: readonly NoticeGroup[]): EventType[] =>
  (Object.keys(groups) as EventType[]).filter((type) => chosen.includes(groups[type]!));

/** What the work of each role asks to know. */
const heard: Record<Role, readonly NoticeGroup[]> = {
  centre: ['called', 'overdue', 'asked', 'done'],
  'street-leader': ['called', 'warned', 'overdue', 'handed', 'decided', 'done'],
  // What goes up to them: alarms of their department, and what the street or the command centre presses for.
  'department-head': ['warned', 'overdue', 'nudged'],
  dispatcher: ['called', 'warned', 'overdue', 'nudged', 'handed', 'decided'],
  responder: ['called', 'warned', 'overdue', 'nudged', 'handed', 'decided'],
  planner: ['called', 'overdue'],
  display: ['called', 'overdue'],
  auditor: ['called', 'overdue'],
  administrator: [],
  intake: [],
};

/** The groups that somebody with these grants can hear of in a city. */
export const groupsFor = (grants: readonly Grant[], city: string): NoticeGroup[] =>
  noticeGroups.filter((group) =>
    grants.some((g) => (g.city === null || g.city === city) && heard[g.role].includes(group)),
  );

export interface Told {
  group: NoticeGroup;
  whistle: Whistle;
  /** Whose part it is about; `null`: the whole. */
  department: string | null;
}

/** Levels that an alarm can go up to, and whose grants stand for each: a command centre of a part of the city is its district's. */
const levelOf = ({ role, area }: Grant): Escalation | null => {
  if (role === 'department-head') return 'department-head';
  if (role === 'centre') return area === null ? 'centre' : 'district';
  return null;
};

/** Whether an alarm reaches a grant: whoever has to act hears of it anyway, whoever stands above where it went up to them. */
function isReached(event: WhistleEvent<CityEvent>, grant: Grant): boolean {
  const level = levelOf(grant);
  if (level === null || !('escalatedTo' in event.data)) return true;
  const { escalatedTo, department } = event.data;
  // Past the deadline of a department it is its head's, too.
  if (level === 'department-head') return department !== null && department === (grant.department ?? department);
  return escalatedTo.includes(level);
}

/** What an event tells somebody with these grants; `null` where it is out of their sight or none of their business. */
export function toldBy(event: CityEvent, grants: readonly Grant[], city: string): Told | null {
  const group = noticeGroupOf(event.type);
  if (group === null || !isOfWhistle(event)) return null;
  const { whistle, department } = event.data;
  const areas = [whistle.district, whistle.street, whistle.community];
  // A part that began with this event was handed over by it.
  const since = event.type === 'whistle.hand-back-accepted' ? event.at : null;
  const hears = (grant: Grant): boolean =>
    heard[grant.role].includes(group) &&
    isReached(event, grant) &&
    permits({ grants: [grant] }, 'whistle.read', { city, areas }) &&
    isOf(whistle, { department, since }, grant.department);
  return grants.some(hears) ? { group, whistle, department } : null;
}

/** Whether it is about a department: its part, a part that it has been given, or the whole while it has a part. */
function isOf(w: Whistle, about: { department: string | null; since: string | null }, own: string | null): boolean {
  if (own === null || about.department === own) return true;
  const part = liveParts(w.departments).find((d) => d.department === own);
  if (part === undefined) return false;
  return about.department === null || (about.since !== null && part.calledAt === about.since);
}

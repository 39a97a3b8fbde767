import { rights } from './access.ts';
import type { CityEvent, EventDraft } from './events.ts';
import type { Subject } from './people.ts';
import type { Station } from './station.ts';
import type { HistoryRow, Whistle } from './whistle.ts';

/** A part of a city's whistles: those of an area, of a department, or of both; `null` asks for nothing. */
export interface ScopePart {
  area: string | null;
  department: string | null;
  /** What is seen by it alone is seen without names and words of people; left out: it is seen whole. */
  masked?: boolean;
}

/** Which whistles of a city somebody may see: those of any of the parts. */
export interface Scope {
  parts: readonly ScopePart[];
  /** Everything without names and words of people: for screens that anybody passes, and for planners. */
  masked: boolean;
}

/** Roles that see no personal data. */
const maskedRoles: readonly string[] = ['display', 'planner'];

export function scopeOf({ grants }: Pick<Subject, 'grants'>, city: string): Scope {
  const reading = grants.filter((g) => (g.city === null || g.city === city) && rights[g.role].includes('whistle.read'));
  return {
    parts: reading.map(({ role, area, department }) => ({ area, department, masked: maskedRoles.includes(role) })),
    masked: reading.every(({ role }) => maskedRoles.includes(role)),
  };
}

const isWhole = ({ area, department }: ScopePart): boolean => area === null && department === null;

/** Scopes that see the same have the same key. */
export function scopeKey({ parts, masked }: Scope): string {
  const whole = parts.some((p) => isWhole(p) && (masked || p.masked !== true));
  const nameOf = (p: ScopePart): string => JSON.stringify([p.area, p.department, masked || p.masked === true]);
  const names = whole ? ['all'] : [...new Set(parts.map(nameOf))].sort();
  return `${masked ? 'masked' : 'plain'} ${names.join(' ')}`;
}

export const seesAll = ({ parts }: Scope): boolean => parts.some(isWhole);
/** Sees everything as it is: events need not be looked at one by one. */
export const seesAllPlain = ({ parts, masked }: Scope): boolean =>
  !masked && parts.some((p) => isWhole(p) && p.masked !== true);

type Place = Pick<Whistle, 'district' | 'street' | 'community'> & { departments: readonly { department: string }[] };

const covers = ({ area, department }: ScopePart, w: Place): boolean =>
  (area === null || [w.district, w.street, w.community].includes(area)) &&
  (department === null || w.departments.some((d) => d.department === department));

/** A department goes on seeing what was taken from it: it has a part in it still, a released one. */
export const isVisible = (w: Place, { parts }: Scope): boolean => parts.some((part) => covers(part, w));

/** Whether no part by which a whistle is seen shows names and words of people. */
export const isMasked = (w: Place, { parts, masked: all }: Scope): boolean =>
  all || !parts.some((part) => part.masked !== true && covers(part, w));

/** Telephone numbers and the numbers of identity cards, as people write them into a title. */
const numbers = /(?<![0-9])(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-\d{7,8}|\d{17}[\dXx])(?![0-9])/g;
export const withoutNumbers = (text: string): string => text.replace(numbers, (n) => `${n.slice(0, 3)}…`);

/** A whistle without personal data: teams and persons sent, and everything that people wrote freely. */
export const masked = (w: Whistle): Whistle => ({
  ...w,
  title: withoutNumbers(w.title),
  pictures: 0,
  departments: w.departments.map((d) => ({
    ...d,
    dispatchedTo: null,
    handBack: d.handBack && { ...d.handBack, reason: '' },
    extension: d.extension && { ...d.extension, reason: '' },
    evaluation: d.evaluation && { ...d.evaluation, words: null, pictures: [] },
  })),
  lastNudge: w.lastNudge && { ...w.lastNudge, words: null },
  deferral: w.deferral && { ...w.deferral, reason: '' },
});

/** A station without the name of its duty team, where that may not be seen. */
export const stationShown = (s: Station, { masked: isMasked }: Pick<Scope, 'masked'>): Station =>
  isMasked ? { ...s, dutyTeam: { ...s.dutyTeam, name: '' } } : s;

export const shown = (w: Whistle, scope: Scope): Whistle => (isMasked(w, scope) ? masked(w) : w);
export const withoutWords = (row: HistoryRow): HistoryRow => ({ ...row, words: null, picture: null });

/** Whether a whistle in sight was out of it before the event: none of the scope's departments had a part in it. */
function hasEntered({ whistle, joined = [] }: WhistleEvent<CityEvent>['data'], scope: Scope): boolean {
  if (joined.length === 0) return false;
  const departments = whistle.departments.filter((d) => !joined.includes(d.department));
  return !isVisible({ ...whistle, departments }, scope);
}

/** An event as a scope sees it; `null` where it is of a whistle that it does not. */
export function eventIn(event: CityEvent, scope: Scope): CityEvent | null {
  if ('station' in event.data && scope.masked)
    return { ...event, data: { station: stationShown(event.data.station, scope) } } as CityEvent;
  if (!isOfWhistle(event)) return event;
  if (!isVisible(event.data.whistle, scope)) return null;
  const data: typeof event.data = { ...event.data, ...(hasEntered(event.data, scope) ? { entered: true } : {}) };
  if (isMasked(data.whistle, scope)) {
    Object.assign(data, { whistle: masked(data.whistle), words: null });
    if ('picture' in data) data.picture = null;
  }
  // What moves up into the live state is another whistle, which may be out of sight.
  if ('next' in data && data.next !== null) data.next = isVisible(data.next, scope) ? shown(data.next, scope) : null;
  return { ...event, data } as CityEvent;
}

/** Events as a scope sees them: each run of those out of sight is one that says no more than that it is there. */
export function eventsIn(events: readonly CityEvent[], scope: Scope): CityEvent[] {
  const seen: CityEvent[] = [];
  for (const event of events) {
    const visible = eventIn(event, scope);
    if (visible !== null) {
      seen.push(visible);
      continue;
    }
    const { seq, at, recordedAt } = event;
    const last = seen.at(-1);
    const from = last?.type === 'elsewhere' ? last.data.from : seq;
    if (last?.type === 'elsewhere') seen.pop();
    seen.push({ seq, at, recordedAt, type: 'elsewhere', data: { from } });
  }
  return seen;
}

export type WhistleEvent<E> = E extends { data: { whistle: Whistle } } ? E : never;
export const isOfWhistle = <E extends CityEvent | EventDraft>(event: E): event is WhistleEvent<E> =>
  event.type.startsWith('whistle.');

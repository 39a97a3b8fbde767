import { instantOfWall, rememberedOffset, zoneOffset, type ZoneOffset } from './local-time.ts';

/** Whether offices are open on a day, given in days since 1970-01-01 of the local calendar. */
export type IsWorkday = (day: number) => boolean;

/** Spans of office hours in minutes since local midnight, `[from, to)`, in order and apart. */
export type OfficeHours = readonly (readonly [number, number])[];

/**
 * Assumed: 8:30–12:00 and 14:00–17:30, seven hours a day, as many offices of the province have it in the cool half of
 * the year. The real hours are the city's to set.
 */
export const usualOfficeHours: OfficeHours = [
  [8 * 60 + 30, 12 * 60],
  [14 * 60, 17 * 60 + 30],
];

export const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Offices that never open would let a deadline wait for ever: after so many days without one it is a mistake. */
const longestRestDays = 60;

/** A city's working time: instants are ms since the epoch. */
export interface WorkingTime {
  /** Office time between two instants, ms; 0 where the second is not later. */
  between: (fromMs: number, toMs: number) => number;
  /** The earliest instant at which `workMs` of office time have gone by since `fromMs`; `fromMs` itself for 0. */
  after: (fromMs: number, workMs: number) => number;
  /** Local day of an instant, in days since 1970-01-01. */
  dayOf: (instantMs: number) => number;
  /** Instant at which a local day begins. */
  startOfDay: (day: number) => number;
  /** Instant at which offices close on a day. */
  closeOfDay: (day: number) => number;
  isWorkday: IsWorkday;
}

interface Span {
  fromMs: number;
  toMs: number;
}

/** Office time in a zone (IANA name), by a calendar of workdays. Throws a RangeError for an unknown zone. */
export function workingTime(timeZone: string, isWorkday: IsWorkday, hours = usualOfficeHours): WorkingTime {
  const offset: ZoneOffset = rememberedOffset(zoneOffset(timeZone));
  const dayOf = (instantMs: number): number => Math.floor((instantMs + offset(instantMs)) / dayMs);
  const at = (day: number, minute: number): number => instantOfWall(day * dayMs + minute * minuteMs, offset);
  const known = new Map<number, readonly Span[]>();
  const spansOf = (day: number): readonly Span[] => {
    let spans = known.get(day);
    if (spans === undefined) {
      spans = isWorkday(day) ? hours.map(([from, to]) => ({ fromMs: at(day, from), toMs: at(day, to) })) : [];
      known.set(day, spans);
    }
    return spans;
  };
  return {
    dayOf,
    isWorkday,
    startOfDay: (day) => at(day, 0),
    closeOfDay: (day) => at(day, hours.at(-1)![1]),
    between: (fromMs, toMs) => workBetween(spansOf, dayOf, fromMs, toMs),
    after: (fromMs, workMs) => (workMs <= 0 ? fromMs : instantAfter(spansOf, dayOf(fromMs), fromMs, workMs)),
  };
}

type SpansOf = (day: number) => readonly Span[];

function workBetween(spansOf: SpansOf, dayOf: (ms: number) => number, fromMs: number, toMs: number): number {
  if (toMs <= fromMs) return 0;
  let workMs = 0;
  const last = dayOf(toMs);
  for (let day = dayOf(fromMs); day <= last; day++)
    for (const span of spansOf(day)) workMs += Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs));
  return workMs;
}

function instantAfter(spansOf: SpansOf, firstDay: number, fromMs: number, workMs: number): number {
  let leftMs = workMs;
  let restDays = 0;
  for (let day = firstDay; restDays < longestRestDays; day++) {
    const spans = spansOf(day);
    restDays = spans.length === 0 ? restDays + 1 : 0;
    for (const span of spans) {
      const beginMs = Math.max(span.fromMs, fromMs);
      if (beginMs >= span.toMs) continue;
      if (beginMs + leftMs <= span.toMs) return beginMs + leftMs;
      leftMs -= span.toMs - beginMs;
    }
  }
  throw new RangeError(`no office opens within ${longestRestDays} days`);
}

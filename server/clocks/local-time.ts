/** Milliseconds that a zone's wall clock is ahead of UTC at an instant (ms since the epoch). */
export type ZoneOffset = (instantMs: number) => number;

const dayMs = 86_400_000;

/** The offsets of an IANA zone, by the runtime's own zone data. Throws a RangeError for an unknown zone. */
export function zoneOffset(timeZone: string): ZoneOffset {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instantMs) => {
    const wholeMs = Math.floor(instantMs / 1000) * 1000;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(wholeMs)) part[type] = Number(value);
    return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) - wholeMs;
  };
}

/**
 * The instant (ms since the epoch) at which a wall clock shows `wallMs` (the local date and time read as if it were
 * UTC). Where the clock was put back and shows it twice, the first; where it was put forward and never shows it, as far
 * after the change as it lies inside the gap: 02:30 becomes 03:30 (both as RFC 5545 and Temporal's "compatible").
 * Holds for zones that change at most once in two days.
 */
export function instantOfWall(wallMs: number, offset: ZoneOffset): number {
  const before = offset(wallMs - dayMs);
  const after = offset(wallMs + dayMs);
  const first = wallMs - before;
  if (before === after || offset(first) === before) return first;
  const second = wallMs - after;
  return offset(second) === after ? second : first;
}

/**
 * The same offsets, remembered by day, for a caller that asks often: on a day that begins and ends with one offset the
 * zone is not asked again.
 */
export function rememberedOffset(offset: ZoneOffset): ZoneOffset {
  const atMidnight = new Map<number, number>();
  const midnight = (day: number): number => {
    const known = atMidnight.get(day) ?? offset(day * dayMs);
    atMidnight.set(day, known);
    return known;
  };
  return (instantMs) => {
    const day = Math.floor(instantMs / dayMs);
    return midnight(day) === midnight(day + 1) ? midnight(day) : offset(instantMs);
  };
}

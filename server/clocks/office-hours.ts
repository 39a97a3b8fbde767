import type { OfficeHours } from './working-time.ts';

const minuteOf = (hour: string, minute: string): number => 60 * Number(hour) + Number(minute);

/**
 * Office hours as `08:30-12:00,14:00-17:30`: spans of a day's local time, in order and apart; `null` where they are not.
 */
export function parseOfficeHours(text: string): OfficeHours | null {
  const spans: [number, number][] = [];
  for (const part of text.split(',')) {
    const found = /^\s*(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)\s*$/.exec(part);
    if (found === null) return null;
    const [from, to] = [minuteOf(found[1]!, found[2]!), minuteOf(found[3]!, found[4]!)];
    if (from >= to || to > 24 * 60 || from < (spans.at(-1)?.[1] ?? 0)) return null;
    spans.push([from, to]);
  }
  return spans;
}

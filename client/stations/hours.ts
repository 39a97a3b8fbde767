import type { Station } from '../../server/contract/station.ts';

/** ISO weekdays as runs: `[1,2,3,4,5,7]` → `[[1,5],[7,7]]`. */
export function dayRuns(days: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last !== undefined && day === last[1] + 1) last[1] = day;
    else if (last?.[1] !== day) runs.push([day, day]);
  }
  return runs;
}

export interface HoursWords {
  days: readonly string[];
  everyDay: string;
  weekdays: (days: string) => string;
  separator: string;
}

/** Opening hours as lines: `周一–五 08:30–20:00`. */
export const hoursLines = (hours: Station['hours'], words: HoursWords): string[] =>
  hours.map(({ days, from, to }) => {
    const name = (d: number): string => words.days[d - 1] ?? String(d);
    const text = dayRuns(days).map(([a, b]) => (a === b ? name(a) : `${name(a)}–${name(b)}`));
    const when = new Set(days).size === 7 ? words.everyDay : words.weekdays(text.join(words.separator));
    return `${when} ${from}–${to}`;
  });

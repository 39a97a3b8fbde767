import type { ItemListHead } from '../../server/contract/item-list.ts';

/** How a revision stands today. */
export type Standing = 'inForce' | 'toCome' | 'past';

/** In force is the newest that has begun: its end, where there is one, lies after today. */
export const standingOf = ({ begun, endsBefore }: ItemListHead, today: string): Standing => {
  if (!begun) return 'toCome';
  return endsBefore === null || endsBefore > today ? 'inForce' : 'past';
};

/** Year and quarter of a day: `2026-10-01` → 2026, 4. */
export function quarterOf(day: string): { year: string; n: number } {
  const [year = '', month = '1'] = day.split('-');
  return { year, n: Math.ceil(Number(month) / 3) };
}

/** First day of the quarter after a day's own: when a revision usually begins. */
export function nextQuarterStart(day: string): string {
  const { year, n } = quarterOf(day);
  return n === 4
    ? `${String(Number(year) + 1).padStart(4, '0')}-01-01`
    : `${year}-${String(3 * n + 1).padStart(2, '0')}-01`;
}

/** The day after: the first on which a revision may begin. */
export const dayAfter = (day: string): string => {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
};

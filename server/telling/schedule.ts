const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Real ms from a failed attempt to the next one, as the Standard Webhooks specification proposes: three days in all. */
export const retryDelaysMs: readonly number[] = [
  ...[5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour],
];

/** At most so much longer: deliveries that failed together do not come back together. */
export const jitter = 0.2;

/** When to try again after so many attempts, ms from now; `null`: never, it goes to the dead letters. */
export function retryMs(attempts: number, random: number, retryAfterMs: number | null): number | null {
  const delay = retryDelaysMs[attempts - 1];
  if (delay === undefined) return null;
  return Math.round(Math.max(delay, Math.min(retryAfterMs ?? 0, 24 * hour)) * (1 + jitter * random));
}

import type { AuditFilter } from '../../server/contract/audit.ts';
import { formatInstant } from '../i18n/format.ts';

/** What an auditor has filled in; days are of the city's calendar, both included. */
export interface FilterDraft {
  person: string;
  action: string;
  outcome: '' | 'taken' | 'refused';
  fromDay: string;
  toDay: string;
  whistle: string;
}
export const newFilterDraft = (): FilterDraft => ({
  ...{ person: '', action: '', outcome: '', fromDay: '', toDay: '', whistle: '' },
});

const dayMs = 86_400_000;

/** When a day begins in a time zone, ms since the epoch. */
export function dayStartMs(day: string, timeZone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  // How far the clock on the wall is from UTC, looked up where the day begins by the first guess.
  const aheadAt = (ms: number): number => Date.parse(`${formatInstant(ms, timeZone, true).replace(' ', 'T')}Z`) - ms;
  return wanted - aheadAt(wanted - aheadAt(wanted));
}

const iso = (ms: number): string => new Date(ms).toISOString();
const nextDay = (day: string): string => iso(Date.parse(`${day}T00:00:00Z`) + dayMs).slice(0, 10);
const whistleRef = /^(W\d{1,9}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** What is asked of the server; `null` where the whistle is named by what is no code. */
export function filterOf(draft: FilterDraft, timeZone: string): AuditFilter | null {
  const { action, outcome, fromDay, toDay } = draft;
  const [person, whistle] = [draft.person.trim(), draft.whistle.trim()];
  if (whistle !== '' && !whistleRef.test(whistle)) return null;
  return {
    ...(person === '' ? {} : { person }),
    ...(action === '' ? {} : { action }),
    ...(outcome === '' ? {} : { outcome }),
    ...(fromDay === '' ? {} : { from: iso(dayStartMs(fromDay, timeZone)) }),
    ...(toDay === '' ? {} : { to: iso(dayStartMs(nextDay(toDay), timeZone)) }),
    ...(whistle === '' ? {} : { whistle: whistle.startsWith('w') ? whistle.toUpperCase() : whistle }),
  };
}

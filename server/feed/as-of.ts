import type { ServiceRecord } from './records.ts';

/**
 * When the file was made, as its own content shows (ms since the epoch; null where there are no records): not before the
 * last opening and closing, and after the last deadline of an open record that is flagged overdue.
 */
export const latestEvidenceMs = (records: readonly ServiceRecord[]): number | null =>
  records.reduce<number | null>((last, r) => Math.max(last ?? -Infinity, ...evidenceOf(r)), null);

function evidenceOf({ openedMs, targetMs, closedMs, flag }: ServiceRecord): number[] {
  if (closedMs !== null) return [openedMs, closedMs];
  // A deadline is missed once it has passed; the file's times are whole seconds.
  return targetMs !== null && flag === 'overdue' ? [openedMs, targetMs + 1000] : [openedMs];
}

/** Records whose own flag says otherwise than their times do, seen at `asOfMs`. */
export const contradictions = (records: readonly ServiceRecord[], asOfMs: number): ServiceRecord[] =>
  records.filter((r) => r.flag !== null && r.flag !== flagByTimes(r, asOfMs));

const flagByTimes = (r: ServiceRecord, asOfMs: number): 'on-time' | 'overdue' =>
  r.targetMs !== null && (r.closedMs ?? asOfMs) > r.targetMs ? 'overdue' : 'on-time';

export interface FlagCount {
  /** Flagged on time, with a deadline, and closed. */
  onTime: number;
  overdue: number;
  /** onTime ÷ (onTime + overdue); null where nothing was due. */
  rate: number | null;
}

/** The on-time rate by the file's own flags, among what was due: closed with a deadline, or flagged overdue. */
export function countFlags(records: readonly ServiceRecord[]): FlagCount {
  const onTime = records.filter((r) => r.flag === 'on-time' && r.targetMs !== null && r.closedMs !== null).length;
  const overdue = records.filter((r) => r.flag === 'overdue').length;
  return { onTime, overdue, rate: onTime + overdue > 0 ? onTime / (onTime + overdue) : null };
}

import type { Reject } from './records.ts';
import type { ReplayReport } from './replay.ts';

const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(2)} %`);

/** What a replay did, for people; every rejected row has its line. */
export function reportLines(report: ReplayReport): string[] {
  const { used, rejects, figures, flags, contradicting, asOf, complete } = report;
  const due = figures.due - figures.deferred;
  return [
    `${used + rejects.length} rows: ${used} used, ${rejects.length} rejected`,
    ...rejects.map((r) => `  line ${r.line}  ${r.id || '(no number)'}  ${r.reason}`),
    ...contradicting.map((r) => `  line ${r.line}  ${r.id}  used, though its flag says otherwise than its times`),
    ...(complete ? [`clock at ${new Date(asOf).toISOString()}`] : ['stopped; run the same command again to go on']),
    `on time, as the product counts it: ${percent(figures.onTimeRate)} (${figures.closedInTime} of ${due} due)`,
    `on time, by the file's own flags:  ${percent(flags.rate)} (${flags.onTime} of ${flags.onTime + flags.overdue} due)`,
  ];
}

/** The rejected rows as CSV with a header: line, id, reason. */
export const rejectsCsv = (rejects: readonly Reject[]): string =>
  ['line,id,reason', ...rejects.map((r) => [r.line, r.id, r.reason].map(csvCell).join(','))].join('\n') + '\n';

const csvCell = (value: string | number): string =>
  /[",\n\r]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);

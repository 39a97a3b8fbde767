import type { CityScore, DepartmentScore } from '../contract/score.ts';
import type { Recomputed } from './recompute.ts';

const percent = (rate: number | null): string => (rate === null ? '–' : `${(rate * 100).toFixed(2)} %`);
const points = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

/** Columns on a terminal that a text takes: a Chinese letter takes two. */
const widthOf = (text: string): number => Array.from(text).reduce((n, c) => n + (/[\u1100-\uffdc]/.test(c) ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

const head = ['', 'called', 'due', 'deferred', 'in time', 'closed', 'on time', 'completed', 'graded', 'composite'];
const cells = (s: CityScore | DepartmentScore): string[] => [
  ...[s.called, s.due, s.deferred, s.closedInTime, s.closed].map(String),
  percent(s.onTimeRate),
  percent(s.completionRate),
  ...('composite' in s ? [String(s.graded), points(s.composite)] : ['', '']),
];

function table(rows: string[][]): string[] {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

/** Both ways of counting, line under line, and then what differs. */
export function reportLines({ api, log, differences }: Recomputed, source: string): string[] {
  const names = [...new Set([...api.departments, ...log.departments].map((s) => s.department))];
  const find = (of: { departments: DepartmentScore[] }, name: string) =>
    of.departments.find((s) => s.department === name);
  const line = (label: string, s: CityScore | DepartmentScore | undefined): string[] => [label, ...(s ? cells(s) : [])];
  const rows = [
    head,
    line('city  (API)', api.city),
    line('city  (log)', log.city),
    ...names.flatMap((name) => [line(`${name}  (API)`, find(api, name)), line(`${name}  (log)`, find(log, name))]),
  ];
  return [
    `${api.period} (${api.from} to ${api.to}), city time ${api.asOf}, from ${source} and its events 1 to ${api.seq}`,
    ...table(rows),
    ...differences.map(
      (d) => `DIFFERS  ${d.department ?? 'the city'}, ${d.figure}: the API says ${d.api}, the log ${d.log}`,
    ),
    differences.length === 0 ? 'every figure agrees' : `${differences.length} figures differ`,
  ];
}

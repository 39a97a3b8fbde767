import type { Count } from '../contract/score-facts.ts';
import type { CityScore, DepartmentScore, Scores } from '../contract/score.ts';

export type Language = 'zh' | 'en';

/** How a cell is written: a text, a count, a share shown in percent, points to two places. */
export type Cell = { kind: 'text'; value: string } | { kind: 'count' | 'share' | 'points'; value: number | null };

interface Column {
  zh: string;
  en: string;
  cell: (s: DepartmentScore | CityScore) => Cell;
}

const count = (name: Count, zh: string, en: string): Column => ({
  zh,
  en,
  cell: (s) => ({ kind: 'count', value: s[name] }),
});
type Figure = Exclude<keyof DepartmentScore, Count | 'department' | 'grades'>;
/** The city's own line has no figures that are a department's. */
const figure = (name: Figure, kind: 'share' | 'points', zh: string, en: string): Column => ({
  zh,
  en,
  cell: (s) => ({ kind, value: name in s ? (s as DepartmentScore)[name] : null }),
});

const columns: Column[] = [
  count('called', '被呼叫', 'Called'),
  count('reportDue', '应报到', 'Due to report'),
  count('reportedInTime', '按时报到', 'Reported in time'),
  figure('reportRate', 'share', '按时报到率', 'Report rate'),
  count('resolveDue', '应办结', 'Due to resolve'),
  count('resolvedInTime', '按时办结', 'Resolved in time'),
  figure('resolveRate', 'share', '按时办结率', 'Resolve rate'),
  count('due', '应结案', 'Due'),
  count('deferred', '缓办', 'Deferred'),
  count('closedInTime', '按时结案', 'Closed in time'),
  figure('onTimeRate', 'share', '按时率', 'On-time rate'),
  count('closed', '已结案', 'Closed'),
  figure('completionRate', 'share', '办结率', 'Completion rate'),
  count('graded', '评价数', 'Evaluations'),
  figure('speed', 'points', '速度均分（1–5）', 'Speed (1–5)'),
  figure('quality', 'points', '质量均分（1–5）', 'Quality (1–5)'),
  figure('composite', 'points', '综合得分（百分制）', 'Composite (of 100)'),
  figure('annualPoints', 'points', '年度考核得分（满分 30）', 'Annual points (of 30)'),
  count('merged', '不计入：已并案', 'Left out: merged'),
  count('released', '不计入：已改派', 'Left out: released'),
  count('withoutDeadline', '不计入：无期限', 'Left out: without deadline'),
  count('notDueYet', '不计入：未到期', 'Left out: not due yet'),
];

const words = {
  zh: { period: '周期', department: '部门', city: '全市（每件哨单计一次）' },
  en: { period: 'Period', department: 'Department', city: 'City (each whistle once)' },
};

/** The table for a spreadsheet: a header, a row a department, and the city last. */
export function scoreTable({ period, city, departments }: Scores, language: Language): Cell[][] {
  const say = words[language];
  const text = (value: string): Cell => ({ kind: 'text', value });
  const row = (name: string, s: DepartmentScore | CityScore): Cell[] => [
    text(period),
    text(name),
    ...columns.map((c) => c.cell(s)),
  ];
  return [
    [text(say.period), text(say.department), ...columns.map((c) => text(c[language]))],
    ...departments.map((d) => row(d.department, d)),
    row(say.city, city),
  ];
}

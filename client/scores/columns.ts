import type { ScoreFigure } from '../../server/contract/score-figures.ts';
import type { DepartmentScore } from '../../server/contract/score.ts';
import { formatExact, formatRate } from '../i18n/format.ts';

/** How a figure is written, and what a full bar behind it would be. */
interface FigureForm {
  figure: ScoreFigure;
  write: (value: number) => string;
  /** Left out: no bar. */
  full?: number;
}

const grade = (value: number): string => value.toFixed(2);
const points = (value: number): string => value.toFixed(1);

/** The figures of the table, in their order. */
export const columns: readonly FigureForm[] = [
  { figure: 'called', write: formatExact },
  { figure: 'reportRate', write: formatRate },
  { figure: 'resolveRate', write: formatRate },
  { figure: 'onTimeRate', write: formatRate, full: 1 },
  { figure: 'completionRate', write: formatRate, full: 1 },
  { figure: 'speed', write: grade },
  { figure: 'quality', write: grade },
  { figure: 'composite', write: points, full: 100 },
  { figure: 'annualPoints', write: points },
];
export const formOf = (figure: ScoreFigure): FigureForm => columns.find((c) => c.figure === figure)!;

export type SortKey = 'department' | ScoreFigure;
export interface Sorting {
  by: SortKey;
  descending: boolean;
}

const byName = new Intl.Collator('zh-CN');

/** Departments in an order; those of whom a figure is not known come last, whichever way it goes. */
export function sorted(scores: readonly DepartmentScore[], { by, descending }: Sorting): DepartmentScore[] {
  const way = descending ? -1 : 1;
  return [...scores].sort((a, b) => {
    const names = byName.compare(a.department, b.department);
    if (by === 'department') return way * names;
    const [x, y] = [a[by], b[by]];
    if (x === null || y === null) return x === y ? names : x === null ? 1 : -1;
    return way * (x - y) || names;
  });
}

/** The next order after a press on a heading: best first, then the other way round; names from the first. */
export const pressed = (now: Sorting, by: SortKey): Sorting =>
  now.by === by ? { by, descending: !now.descending } : { by, descending: by !== 'department' };

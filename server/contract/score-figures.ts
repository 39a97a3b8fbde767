import { z } from 'zod';
import type { Count } from './score-facts.ts';
import { annualShare, pointsPerGrade, type DepartmentScore } from './score.ts';

/** A figure of a department: its formula in words, and which whistles stand below and above its line. */
interface FigureRule {
  zh: string;
  en: string;
  /** Whistles in the denominator; those in the numerator are among them. */
  among: Count;
  counted: Count;
  /** Taken off the denominator. */
  less?: Count;
}

const composite = { among: 'graded', counted: 'graded' } as const;
export const scoreFigures = {
  called: { zh: '本期被呼叫的哨单', en: 'whistles that called it in the period', among: 'called', counted: 'called' },
  reportRate: {
    zh: '按时报到 ÷ 应报到（按本部门报到期限）',
    en: 'reported in time ÷ due to report, by its own deadline',
    among: 'reportDue',
    counted: 'reportedInTime',
  },
  resolveRate: {
    zh: '按时办结 ÷ 应办结（按本部门处置期限）',
    en: 'resolved in time ÷ due to resolve, by its own deadline',
    among: 'resolveDue',
    counted: 'resolvedInTime',
  },
  onTimeRate: {
    zh: '按时结案 ÷（应结案 − 缓办）',
    en: 'closed in time ÷ (due − deferred)',
    among: 'due',
    counted: 'closedInTime',
    less: 'deferred',
  },
  completionRate: {
    zh: '已结案 ÷（应结案 − 缓办）',
    en: 'closed ÷ (due − deferred)',
    among: 'due',
    counted: 'closed',
    less: 'deferred',
  },
  speed: {
    zh: 'Σ（事项权重 × 速度评分）÷ Σ 事项权重',
    en: 'Σ (weight of the item × grade of speed) ÷ Σ weights',
    ...composite,
  },
  quality: {
    zh: 'Σ（事项权重 × 质量评分）÷ Σ 事项权重',
    en: 'Σ (weight of the item × grade of quality) ÷ Σ weights',
    ...composite,
  },
  composite: {
    zh: `（速度均分 + 质量均分）÷ 2 × ${pointsPerGrade}`,
    en: `(mean speed + mean quality) ÷ 2 × ${pointsPerGrade}`,
    ...composite,
  },
  annualPoints: {
    zh: `综合得分 × ${annualShare * 100}%`,
    en: `composite × ${annualShare * 100} %`,
    ...composite,
  },
} as const satisfies Record<string, FigureRule>;
export type ScoreFigure = keyof typeof scoreFigures;
export const scoreFigureNames = Object.keys(scoreFigures) as ScoreFigure[];
const ruleOf = (figure: ScoreFigure): FigureRule => scoreFigures[figure];

/** What a department's rates leave out, and why. */
export const exclusions = {
  merged: { zh: '已并案：计入并入的哨单', en: 'merged: the whistle that took it over counts' },
  released: { zh: '已改派：不归本部门', en: 'handed back and released: not its matter' },
  withoutDeadline: { zh: '没有处置期限', en: 'without a deadline to resolve' },
  notDueYet: { zh: '本期被呼叫，尚未结案也未到期', en: 'called in the period, neither closed nor due yet' },
} as const satisfies Partial<Record<Count, { zh: string; en: string }>>;
export type Exclusion = keyof typeof exclusions;
export const exclusionNames = Object.keys(exclusions) as Exclusion[];

/** What the whistles behind a number can be asked for. */
export const scoreListSchema = z.enum([...scoreFigureNames, ...exclusionNames]);
export type ScoreList = z.infer<typeof scoreListSchema>;
const isExclusion = (list: ScoreList): list is Exclusion => list in exclusions;

/** Which whistles such a list holds, and which of them count in the numerator. */
export const listRule = (list: ScoreList): Pick<FigureRule, 'among' | 'counted'> =>
  isExclusion(list) ? { among: list, counted: list } : ruleOf(list);

export const figurePartsSchema = z
  .object({
    figure: z.enum(scoreFigureNames),
    zh: z.string(),
    en: z.string(),
    value: z.number().nullable(),
    numerator: z.number(),
    denominator: z.number().nullable().meta({ description: '`null` where the figure is a plain number' }),
    less: z.int().nullable().meta({ description: 'Taken off the denominator already: deferred 缓办' }),
  })
  .meta({ id: 'ScoreFigureParts' });
export type FigureParts = z.infer<typeof figurePartsSchema>;

const sumOf = ({ grades }: DepartmentScore, of: 'evaluations' | 'speed' | 'quality'): number =>
  grades.reduce((sum, g) => sum + g.weight * g[of], 0);

/** Above and below the line of a weighted figure. */
const weighted: Partial<Record<ScoreFigure, (s: DepartmentScore) => [number, number]>> = {
  speed: (s) => [sumOf(s, 'speed'), sumOf(s, 'evaluations')],
  quality: (s) => [sumOf(s, 'quality'), sumOf(s, 'evaluations')],
  composite: (s) => [((sumOf(s, 'speed') + sumOf(s, 'quality')) / 2) * pointsPerGrade, sumOf(s, 'evaluations')],
  annualPoints: (s) => [(s.composite ?? 0) * annualShare, 1],
};

/** How a department's figure is made: formula, numerator, denominator. */
export function figureParts(s: DepartmentScore, figure: ScoreFigure): FigureParts {
  const { zh, en, among, counted, less } = ruleOf(figure);
  const parts = { figure, zh, en, value: s[figure], less: less === undefined ? null : s[less] };
  const line = weighted[figure]?.(s);
  if (figure === 'called') return { ...parts, numerator: s.called, denominator: null };
  if (figure === 'annualPoints') return { ...parts, numerator: line![0], denominator: null };
  if (line !== undefined) return { ...parts, numerator: line[0], denominator: line[1] };
  return { ...parts, numerator: s[counted], denominator: s[among] - (parts.less ?? 0) };
}

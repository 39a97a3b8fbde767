import { z } from 'zod';
import { instantSchema, positionSchema } from './geo.ts';
import { gradeSchema, whistleStageSchema } from './matrix.ts';
import { counts, type Count, type Counts } from './score-facts.ts';

/** A year `2026` or a quarter `2026Q3` of the city's calendar. */
export const scorePeriodSchema = z.stringFormat('score-period', /^[1-9]\d{3}(Q[1-4])?$/).meta({ id: 'ScorePeriod' });

/** Sums of the grades that were given under items of one weight. */
export const gradeSumSchema = z
  .object({ weight: z.number(), evaluations: z.int(), speed: z.int(), quality: z.int() })
  .meta({ id: 'GradeSum' });
export type GradeSum = z.infer<typeof gradeSumSchema>;

/** What was counted: whole numbers only, so that two ways of counting agree exactly or not at all. */
export interface Tally {
  counts: Counts;
  /** By weight, the smallest first. */
  grades: GradeSum[];
}

/** Assumed, until the city's own rule is known: a grade is 20 points, so that 3 of 5 is the usual pass mark of 60. */
export const pointsPerGrade = 20;
/** Share of the composite in the department's annual assessment. */
export const annualShare = 0.3;

const rate = z.number().nullable();
const countFields = Object.fromEntries(counts.map((name) => [name, z.int()])) as Record<Count, z.ZodInt>;

/** The whole city's line: each whistle once. */
export const cityScoreSchema = z
  .object({ ...countFields, onTimeRate: rate, completionRate: rate })
  .meta({ id: 'CityScore' });
export type CityScore = z.infer<typeof cityScoreSchema>;

export const departmentScoreSchema = z
  .object({
    department: z.string(),
    ...countFields,
    grades: z.array(gradeSumSchema),
    reportRate: rate.meta({ description: 'reportedInTime ÷ reportDue, by its own deadline' }),
    resolveRate: rate.meta({ description: 'resolvedInTime ÷ resolveDue, by its own deadline' }),
    onTimeRate: rate.meta({ description: 'closedInTime ÷ (due − deferred), GB/T 30428' }),
    completionRate: rate.meta({ description: 'closed ÷ (due − deferred), GB/T 30428' }),
    speed: rate.meta({ description: 'Mean grade 1–5, weighted by the items' }),
    quality: rate.meta({ description: 'Mean grade 1–5, weighted by the items' }),
    composite: rate.meta({ description: `(speed + quality) ÷ 2 × ${pointsPerGrade}: 20 to 100` }),
    annualPoints: rate.meta({ description: 'composite × 30 %: its part of the annual assessment' }),
  })
  .meta({ id: 'DepartmentScore' });
export type DepartmentScore = z.infer<typeof departmentScoreSchema>;

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
const official = (c: Counts): Pick<CityScore, 'onTimeRate' | 'completionRate'> => ({
  onTimeRate: ratio(c.closedInTime, c.due - c.deferred),
  completionRate: ratio(c.closed, c.due - c.deferred),
});

export const cityScore = (c: Counts): CityScore => ({ ...c, ...official(c) });

/** The figures of a department, from what was counted: the one place where they are divided. */
export function departmentScore(department: string, { counts: c, grades }: Tally): DepartmentScore {
  const sum = (of: (g: GradeSum) => number): number => grades.reduce((all, g) => all + g.weight * of(g), 0);
  const weights = sum((g) => g.evaluations);
  const speed = ratio(
    sum((g) => g.speed),
    weights,
  );
  const quality = ratio(
    sum((g) => g.quality),
    weights,
  );
  const composite = speed === null || quality === null ? null : ((speed + quality) / 2) * pointsPerGrade;
  return {
    department,
    ...c,
    grades,
    reportRate: ratio(c.reportedInTime, c.reportDue),
    resolveRate: ratio(c.resolvedInTime, c.resolveDue),
    ...official(c),
    speed,
    quality,
    composite,
    annualPoints: composite === null ? null : composite * annualShare,
  };
}

/** The head of every answer about scores: what was asked, and of which state of the log it is true. */
const scope = {
  period: scorePeriodSchema,
  from: instantSchema,
  to: instantSchema.meta({ description: 'First instant that is no longer in the period' }),
  asOf: instantSchema.meta({ description: 'City time up to which deadlines have run out' }),
  log: z.string(),
  seq: z.int().meta({ description: 'Newest event that is in the figures' }),
};
export const scoresSchema = z
  .object({
    ...scope,
    periods: z.array(scorePeriodSchema).meta({ description: 'From the first whistle until now, the newest first' }),
    city: cityScoreSchema,
    departments: z.array(departmentScoreSchema),
  })
  .meta({ id: 'Scores' });
export type Scores = z.infer<typeof scoresSchema>;

/** A whistle behind a figure. */
export const scoreRowSchema = z
  .object({
    id: z.uuid(),
    code: z.string(),
    title: z.string(),
    position: positionSchema,
    stage: whistleStageSchema,
    item: z.string().nullable(),
    calledAt: instantSchema,
    resolveBy: instantSchema.nullable(),
    closedAt: instantSchema.nullable(),
    counts: z.boolean().meta({ description: 'In the numerator too' }),
    deferred: z.boolean().meta({ description: 'Taken off the denominator' }),
    weight: z.number(),
    speed: gradeSchema.nullable(),
    quality: gradeSchema.nullable(),
  })
  .meta({ id: 'ScoreRow' });
export type ScoreRow = z.infer<typeof scoreRowSchema>;

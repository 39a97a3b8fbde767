import { noCounts, type Counts, type Facts, counts } from '../contract/score-facts.ts';
import type { GradeSum, Tally } from '../contract/score.ts';

/** What was counted of one department under items of one weight. */
export interface TallyRow {
  department: string;
  weight: number;
  counts: Counts;
  speed: number;
  quality: number;
}

export const addFacts = (sums: Counts, facts: Facts): void => {
  for (const name of counts) if (facts[name] === true) sums[name] += 1;
};

const inOrder = (a: GradeSum, b: GradeSum): number => a.weight - b.weight;

/** The departments with what was counted of each, by name; one of whom nothing was counted is left out. */
export function tallies(rows: readonly TallyRow[]): Map<string, Tally> {
  const all = new Map<string, Tally>();
  for (const { department, weight, counts: sums, speed, quality } of rows) {
    const tally = all.get(department) ?? { counts: noCounts(), grades: [] };
    for (const name of counts) tally.counts[name] += sums[name];
    if (sums.graded > 0) tally.grades.push({ weight, evaluations: sums.graded, speed, quality });
    all.set(department, tally);
  }
  const counted = [...all].filter(([, tally]) => counts.some((name) => tally.counts[name] > 0));
  for (const [, { grades }] of counted) grades.sort(inOrder);
  return new Map(counted.sort(([a], [b]) => (a < b ? -1 : 1)));
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columns, pressed, sorted, type SortKey } from '../../../client/scores/columns.ts';
import { noCounts } from '../../../server/contract/score-facts.ts';
import { departmentScore, type DepartmentScore } from '../../../server/contract/score.ts';

const keys: SortKey[] = ['department', ...columns.map((c) => c.figure)];
const score = fc
  .tuple(fc.constantFrom('城管局', '公安局', '水务局', '民政局'), fc.nat({ max: 5 }), fc.nat({ max: 5 }))
  .map(([name, due, graded]): DepartmentScore => {
    const counts = { ...noCounts(), due, closedInTime: Math.floor(due / 2), graded };
    const grades = graded === 0 ? [] : [{ weight: 1, evaluations: graded, speed: 3 * graded, quality: 4 * graded }];
    return departmentScore(name, { counts, grades });
  });

test('any order keeps every department, and puts what is not known last, whichever way it goes', () => {
  fc.assert(
    fc.property(fc.array(score), fc.constantFrom(...keys), fc.boolean(), (scores, by, descending) => {
      const rows = sorted(scores, { by, descending });
      expect(new Set(rows)).toEqual(new Set(scores));
      if (by === 'department') return;
      const values = rows.map((s) => s[by]);
      const known = values.filter((v) => v !== null);
      expect(values.slice(known.length).every((v) => v === null)).toBe(true);
      expect(known).toEqual([...known].sort((a, b) => (descending ? b - a : a - b)));
    }),
  );
});

test('a press puts the best first, the next one the other way round; names begin with the first', () => {
  const first = pressed({ by: 'composite', descending: true }, 'onTimeRate');
  expect(first).toEqual({ by: 'onTimeRate', descending: true });
  expect(pressed(first, 'onTimeRate')).toEqual({ by: 'onTimeRate', descending: false });
  expect(pressed(first, 'department')).toEqual({ by: 'department', descending: false });
});

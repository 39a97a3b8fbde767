import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import {
  departmentCalled,
  departmentStage,
  isDepartmentStep,
  may,
  mayResolveAll,
  mayStep,
  stageOfParts,
  transitions,
  whistleSteps,
  type DepartmentCall,
  type WholeStep,
} from '../../../server/contract/matrix.ts';
import { partClock } from '../../support/part-clock.ts';
import { drawPart, drawWhistle, tableOfSteps } from '../../support/draw-transitions.ts';

const at = '2026-05-01T00:00:00.000Z';
const called = departmentCalled('x', partClock({ calledAt: at, reportBy: null, resolveBy: at }));
const reached = fc.constantFrom(null, at);
const part: fc.Arbitrary<DepartmentCall> = fc
  .record({
    dispatchedAt: reached,
    reportedAt: reached,
    onSiteAt: reached,
    resolvedAt: reached,
    releasedAt: fc.constantFrom(null, null, null, at),
    handBack: fc.constantFrom(null, null, null, { at, reason: 'r', owner: 'y' }),
    extension: fc.constantFrom(null, { at, reason: 'r', until: at }),
  })
  .map((stamps) => ({ ...called, ...stamps }))
  // Nobody is on site or done who is not in.
  .map((d) => ({ ...d, reportedAt: d.reportedAt ?? d.onSiteAt ?? d.resolvedAt }));
/** At least one part counts. */
const parts = fc.array(part, { minLength: 1, maxLength: 5 }).filter((all) => all.some((d) => d.releasedAt === null));
const steps = whistleSteps.filter(isDepartmentStep);
const whole = whistleSteps.filter((step): step is WholeStep => !isDepartmentStep(step));

describe('the table of transitions', () => {
  it('stands in the README as it is', async () => {
    const readme = await readFile('README.md', 'utf8');
    expect(readme).toContain(drawPart());
    expect(readme).toContain(drawWhistle());
    expect(readme).toContain((await format(tableOfSteps(), { parser: 'markdown', printWidth: 120 })).trim());
  });

  it('lets nothing happen to what is closed but grades and reopening, and nothing at all to what was merged', () => {
    fc.assert(
      fc.property(parts, (departments) => {
        const legal = (stage: 'closed' | 'merged') => [
          ...steps.filter((step) => departments.some((p) => mayStep({ stage, departments, deferral: null }, step, p))),
          ...whole.filter((step) => may({ stage, departments, deferral: null }, step)),
        ];
        for (const step of legal('closed')) expect(['evaluate', 'reopen']).toContain(step);
        expect(legal('merged')).toEqual([]);
        for (const stage of ['resolved', 'verified', 'closed', 'merged'] as const)
          expect(mayResolveAll({ stage, departments, deferral: null })).toBe(false);
      }),
    );
  });

  it('lets nothing happen to what is put off but to take it up again, which is for nothing else', () => {
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom('called', 'reported', 'resolved', 'verified', 'closed'),
        (departments, stage) => {
          const putOff = { stage, departments, deferral: {} };
          for (const p of departments) for (const step of steps) expect(mayStep(putOff, step, p)).toBe(false);
          const underWay = stage === 'called' || stage === 'reported';
          expect(whole.filter((step) => may(putOff, step))).toEqual(underWay ? ['resume'] : []);
          expect(may({ ...putOff, deferral: null }, 'resume')).toBe(false);
        },
      ),
    );
  });

  it('takes no step that leads where the part stands already, and none of a part that was taken away', () => {
    fc.assert(
      fc.property(parts, (departments) => {
        const open = { stage: stageOfParts(departments), departments, deferral: null };
        for (const p of departments)
          for (const step of steps) {
            if (!mayStep(open, step, p)) continue;
            expect(departmentStage(p)).not.toBe(transitions[step].to);
            expect(p.releasedAt).toBeNull();
          }
      }),
    );
  });

  it('speaks for all departments only where each one that is not done may, and one is not', () => {
    fc.assert(
      fc.property(parts, (departments) => {
        const w = { stage: stageOfParts(departments), departments, deferral: null };
        const left = departments.filter((p) => p.releasedAt === null && p.resolvedAt === null);
        const ready = left.every((p) => p.reportedAt !== null && p.handBack === null);
        expect(mayResolveAll(w)).toBe(left.length > 0 && ready);
      }),
    );
  });

  it('a whistle is as far as its last part; one that was taken from its department does not count', () => {
    const done: DepartmentCall = { ...called, reportedAt: at, resolvedAt: at };
    const inHand: DepartmentCall = { ...called, reportedAt: at };
    expect(stageOfParts([done, called])).toBe('called');
    expect(stageOfParts([done, inHand])).toBe('reported');
    expect(stageOfParts([done, done])).toBe('resolved');
    expect(stageOfParts([done, { ...called, releasedAt: at }])).toBe('resolved');
  });
});

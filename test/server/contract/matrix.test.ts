import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  departmentCalled,
  departmentStage,
  departmentStages,
  mayClose,
  mayResolveAll,
  mayStep,
  stageOfParts,
  transitions,
  type DepartmentCall,
  type DepartmentStep,
} from '../../../server/contract/matrix.ts';
import { drawPart, drawWhistle } from '../../support/draw-transitions.ts';

const at = '2026-05-01T00:00:00.000Z';
const reached = fc.constantFrom(null, at);
const part = fc.record({
  department: fc.constant('x'),
  dispatchedAt: reached,
  dispatchedTo: fc.constant(null),
  reportedAt: reached,
  onSiteAt: reached,
  resolvedAt: reached,
});
const steps: DepartmentStep[] = ['dispatch', 'report-in', 'arrive', 'resolve'];

describe('the table of transitions', () => {
  it('stands in the README as it is', async () => {
    const readme = await readFile('README.md', 'utf8');
    expect(readme).toContain(drawPart());
    expect(readme).toContain(drawWhistle());
  });

  it('leads only forwards, and from every stage but the last somewhere', () => {
    const place = (stage: (typeof departmentStages)[number]) => departmentStages.indexOf(stage);
    for (const step of steps) {
      const { from, to } = transitions[step];
      for (const stage of from) expect(place(stage)).toBeLessThan(place(to));
    }
    const left = new Set(steps.flatMap((step) => transitions[step].from as readonly string[]));
    expect([...left].sort()).toEqual([...departmentStages.slice(0, -1)].sort());
  });

  it('lets nothing happen to a closed whistle, and nothing twice', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const closed = { stage: 'closed' as const, departments: parts };
        for (const step of steps) for (const p of parts) expect(mayStep(closed, step, p)).toBe(false);
        const open = { stage: stageOfParts(parts), departments: parts };
        for (const p of parts)
          for (const step of steps)
            if (mayStep(open, step, p)) expect(departmentStage(p)).not.toBe(transitions[step].to);
        expect(mayClose(open)).toBe(parts.every((p) => p.resolvedAt !== null));
      }),
    );
  });

  it('speaks for all departments only where each one may', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (departments) => {
        const w = { stage: stageOfParts(departments), departments };
        const left = departments.filter((p) => p.resolvedAt === null);
        expect(mayResolveAll(w)).toBe(left.length > 0 && left.every((p) => mayStep(w, 'resolve', p)));
      }),
    );
  });

  it('a whistle is as far as its last part', () => {
    const done: DepartmentCall = { ...departmentCalled('a'), reportedAt: at, resolvedAt: at };
    const inHand: DepartmentCall = { ...departmentCalled('b'), reportedAt: at };
    expect(stageOfParts([done, departmentCalled('c')])).toBe('called');
    expect(stageOfParts([done, inHand])).toBe('reported');
    expect(stageOfParts([done, done])).toBe('resolved');
  });
});

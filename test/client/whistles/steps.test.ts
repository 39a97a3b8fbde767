import { expect, test } from 'vitest';
import { waitsFor } from '../../../client/whistles/steps.ts';
import { permits, targetOf } from '../../../server/contract/access.ts';
import { departmentCalled, isDepartmentStep, type DepartmentCall } from '../../../server/contract/matrix.ts';
import type { Grant } from '../../../server/contract/people.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { grant } from '../../support/people.ts';
import { partClock } from '../../support/part-clock.ts';
import { deadlines, whistle } from '../city-fixture.ts';

const at = '2026-11-23T09:00:00.000Z';
const part = (department: string, more: Partial<DepartmentCall> = {}): DepartmentCall => ({
  ...departmentCalled(department, partClock(deadlines)),
  ...more,
});
const waiting = (of: Grant, w: Whistle): boolean =>
  waitsFor((x, step, department) => {
    const { areas = [] } = targetOf('wuhu', x);
    const own = isDepartmentStep(step) && department !== undefined ? { departments: [department] } : {};
    return permits({ grants: [of] }, `whistle.${step}`, { city: 'wuhu', areas, ...own });
  })(w);

const [police, street, centre] = [
  grant('dispatcher', { city: 'wuhu', department: '公安局' }),
  grant('street-leader', { city: 'wuhu' }),
  grant('centre', { city: 'wuhu' }),
];
const of = (w: Whistle): boolean[] => [police, street, centre].map((g) => waiting(g, w));

test('a whistle waits for whoever takes its next step, and for nobody who could only urge or put it off', () => {
  expect(of(whistle(1, { departments: [part('公安局')] }))).toEqual([true, false, false]);
  expect(of(whistle(2, { departments: [part('城管局')] }))).toEqual([false, false, false]);
  const returning = part('公安局', { handBack: { at, reason: 'x', owner: '水务局' } });
  expect(of(whistle(3, { departments: [returning] }))).toEqual([false, false, true]);
  const done = [part('公安局', { reportedAt: at, resolvedAt: at })];
  expect(of(whistle(4, { stage: 'resolved', departments: done, resolvedAt: at }))).toEqual([false, true, false]);
  expect(of(whistle(5, { stage: 'verified', departments: done, resolvedAt: at }))).toEqual([false, true, false]);
  // Grades can still be given; nobody waits for them.
  expect(of(whistle(6, { stage: 'closed', departments: done, closedAt: at }))).toEqual([false, false, false]);
});

test('a screen waits for nothing', () => {
  expect(waiting(grant('display', { city: 'wuhu' }), whistle(7, { departments: [part('公安局')] }))).toBe(false);
});

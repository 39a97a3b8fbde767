import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byUrgency, countStates, entriesIn, entryOf, oldestLate } from '../../../client/whistles/list.ts';
import { closedCount, headFigures } from '../../../client/whistles/figures.ts';
import {
  legalSteps,
  mergeTargets,
  newStepDraft,
  stepBody,
  stepFields,
  type FormStep,
} from '../../../client/whistles/steps.ts';
import { callOf, missingFields, newDraft } from '../../../client/whistles/call-draft.ts';
import { departmentCalled, isDepartmentStep } from '../../../server/contract/matrix.ts';
import { applyEvent, emptyState } from '../../../server/contract/state.ts';
import { stepSchemas, type Whistle } from '../../../server/contract/whistle.ts';
import { partClock } from '../../support/part-clock.ts';
import { areas, clock, deadlines, eventOf, whistle } from '../city-fixture.ts';

/** Whoever may take every step. */
const anybody = (): boolean => true;
const at = (time: string): number => Date.parse(`2026-11-23T${time}:00.000Z`);
const some = fc
  .array(
    fc.record({
      n: fc.integer({ min: 1, max: 500 }),
      stage: fc.constantFrom('called' as const, 'reported' as const, 'resolved' as const, 'closed' as const),
      minutes: fc.integer({ min: -3000, max: 3000 }),
    }),
    { maxLength: 40 },
  )
  .map((rows) =>
    rows.map(({ n, stage, minutes }) =>
      whistle(n, { stage, resolveBy: new Date(at('12:00') + minutes * 60_000).toISOString() }),
    ),
  );

test('late comes first, then warnings; the nearest deadline first; closed last', () => {
  fc.assert(
    fc.property(some, (whistles) => {
      const rank = ['late', 'warning', 'new', 'in-hand', 'closed'];
      const sorted = entriesIn(whistles, null, at('12:00')).sort(byUrgency);
      sorted.slice(1).forEach((entry, i) => {
        const before = sorted[i]!;
        expect(rank.indexOf(before.state)).toBeLessThanOrEqual(rank.indexOf(entry.state));
        if (before.state === entry.state && entry.state !== 'closed')
          expect(before.leftMs ?? Infinity).toBeLessThanOrEqual(entry.leftMs ?? Infinity);
      });
    }),
  );
});

test('the counts of the filter add up to the list, and the head figures agree with them', () => {
  fc.assert(
    fc.property(some, (whistles) => {
      const entries = entriesIn(whistles, null, at('12:00'));
      const counts = countStates(entries);
      expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(entries.length);
      const open = new Map(whistles.filter((w) => w.stage !== 'closed').map((w, i) => [String(i), w]));
      const figures = headFigures({ ...emptyState(clock), open }, entries, at('12:00'));
      expect([figures.city.open, figures.city.late, figures.city.lateResolve]).toEqual([
        figures.open,
        figures.late,
        figures.lateResolve,
      ]);
      expect(figures.late).toBe(counts.late);
      expect(figures.lateReport + figures.lateResolve).toBe(figures.late);
      expect(figures.open).toBe(entries.length - counts.closed);
    }),
  );
});

test('what is late has no time left, and only that', () => {
  fc.assert(
    fc.property(some, (whistles) => {
      const open = entriesIn(whistles, null, at('12:00')).filter((e) => e.state !== 'closed');
      for (const { state, leftMs } of open) expect(state === 'late').toBe(leftMs !== null && leftMs < 0);
    }),
  );
});

test('an area shows its own whistles only', () => {
  const elsewhere = whistle(2, { district: '340203', street: '340203001', community: '340203001001' });
  expect(entriesIn([whistle(1), elsewhere], areas[1]!, 0).map((e) => e.whistle.code)).toEqual(['W000001']);
  expect(entriesIn([whistle(1), elsewhere], areas[0]!, 0)).toHaveLength(2);
});

test('the oldest late one is the one longest past its deadline', () => {
  const entries = [
    entryOf(whistle(1, { resolveBy: '2026-11-23T11:00:00.000Z', stage: 'reported' }), at('12:00')),
    entryOf(whistle(2, { resolveBy: '2026-11-23T09:00:00.000Z', stage: 'reported' }), at('12:00')),
    entryOf(whistle(3, { resolveBy: null, reportBy: null }), at('12:00')),
  ];
  expect(oldestLate(entries)?.whistle.code).toBe('W000002');
  expect(oldestLate(entries.slice(2))).toBeNull();
});

test('open, city-wide and on-time figures come from the same counters as the server’s', () => {
  const state = emptyState(clock);
  const envelope = { at: '', recordedAt: '' };
  applyEvent(state, { seq: 1, ...envelope, type: 'whistle.called', data: eventOf(whistle(1)) });
  applyEvent(state, { seq: 2, ...envelope, type: 'whistle.called', data: eventOf(whistle(2)) });
  const closed = whistle(1, { stage: 'closed', closedAt: '2026-11-23T09:00:00.000Z' });
  applyEvent(state, { seq: 3, ...envelope, type: 'whistle.closed', data: eventOf(closed) });
  const figures = headFigures(state, entriesIn([...state.open.values()], null, at('19:00')), at('19:00'));
  expect(figures.city).toMatchObject({ called: 2, closed: 1, due: 2, closedInTime: 1, onTimeRate: 0.5 });
});

test('the closed are counted by the counters, and not at all in an area once the state has left some out', () => {
  const closed = [whistle(1, { stage: 'closed' }), whistle(2, { stage: 'closed' })];
  const all = { ...emptyState(clock), closed };
  const whole = { ...all, counters: { ...all.counters, closed: 2 } };
  const cut = { ...all, counters: { ...all.counters, closed: 4321 } };
  expect(closedCount(whole, 1, areas[1]!)).toBe(1);
  expect([closedCount(cut, 2, null), closedCount(cut, 2, areas[0]!)]).toEqual([4321, 4321]);
  expect(closedCount(cut, 2, areas[1]!)).toBeNull();
});

test('only steps that are legal in the stage are offered, the usual next ones first', () => {
  const at = '2026-11-23T09:00:00.000Z';
  const police = { ...departmentCalled('公安局', partClock(deadlines)), reportedAt: at };
  const affairs = { ...departmentCalled('民政局', partClock(deadlines)), dispatchedAt: at, dispatchedTo: '二组' };
  const steps = (w: Whistle) => legalSteps(w, anybody).parts.map((p) => p.steps);
  const called = whistle(1, { departments: [police, affairs] });
  expect(steps(called)).toEqual([['arrive', 'resolve'], ['report-in']]);
  expect(legalSteps(called, anybody).parts.map((p) => p.more)).toEqual([
    ['hand-back', 'ask-extension'],
    ['hand-back', 'ask-extension'],
  ]);
  expect(legalSteps(called, anybody)).toMatchObject({
    resolveAll: false,
    steps: [],
    more: ['urge', 'chase', 'merge', 'defer'],
  });
  expect(legalSteps(called, anybody).parts.map((p) => [p.stage, p.since])).toEqual([
    ['reported', at],
    ['dispatched', at],
  ]);
  const allIn = whistle(1, { stage: 'reported', departments: [police, { ...affairs, reportedAt: at }] });
  expect(legalSteps(allIn, anybody)).toMatchObject({ resolveAll: true, steps: [] });
  const done = { ...police, resolvedAt: at };
  const resolved = whistle(1, { stage: 'resolved', departments: [done, { ...affairs, resolvedAt: at }] });
  expect(legalSteps(resolved, anybody)).toMatchObject({ resolveAll: false, steps: ['verify'], more: ['reopen'] });
  const closed = whistle(1, { stage: 'closed', departments: [done, { ...affairs, resolvedAt: at }] });
  expect(legalSteps(closed, anybody)).toMatchObject({ resolveAll: false, steps: [], more: ['reopen'] });
  expect(steps(closed)).toEqual([['evaluate'], ['evaluate']]);
});

test('what a step asks for is sent as the contract wants it, and not before it is complete', () => {
  const context = { resolveBy: deadlines.resolveBy, nowMs: Date.parse(deadlines.calledAt) };
  for (const step of Object.keys(stepFields) as FormStep[]) {
    const said = { text: ' 道路归交警 ', owner: '公安局交警支队', into: whistle(2).id };
    const filled = { ...newStepDraft(), ...said, speed: 4, quality: 5 };
    const body = stepBody(step, filled, context);
    const department = isDepartmentStep(step) ? { department: '公安局' } : {};
    expect(stepSchemas[step].safeParse({ ...department, ...body }).success, step).toBe(true);
    const optional = ['urge', 'chase'].includes(step);
    expect(stepBody(step, newStepDraft(), context) !== null, step).toBe(optional);
  }
  // No grade is given that nobody chose.
  expect(stepBody('evaluate', { ...newStepDraft(), speed: 4 }, context)).toBe(null);
  const later = stepBody('ask-extension', { ...newStepDraft(), text: '等材料', days: 2 }, context);
  expect(later).toEqual({ reason: '等材料', until: '2026-11-25T18:00:00.000Z' });
});

test('a duplicate is merged into an open one of the same district, the nearest first', () => {
  const w = whistle(1);
  const far = whistle(5);
  const near = whistle(2);
  const open = [w, far, near, whistle(3, { stage: 'resolved' }), whistle(4, { district: '340203' })];
  expect(mergeTargets(w, open).map((x) => x.code)).toEqual([near.code, far.code]);
});

test('a call names what is missing, and is sent trimmed', () => {
  expect(missingFields(newDraft(), null)).toEqual(['what', 'departments', 'place']);
  const draft = { ...newDraft(), title: ' 占道 ', departments: ['公安局'] };
  expect(missingFields(draft, [118.4, 31.3])).toEqual([]);
  expect(callOf(draft, [118.4, 31.3])).toMatchObject({ title: '占道', position: [118.4, 31.3] });
  expect(() => callOf(draft, null)).toThrow(RangeError);
});

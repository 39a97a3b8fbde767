import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stepsInOrder, stepsOf } from '../../../server/feed/planned.ts';
import { plannedWhistle } from './planned-whistle.ts';

const anyWhistles = fc
  .array(fc.record({ call: fc.nat(50), gaps: fc.array(fc.nat(20), { maxLength: 5 }) }), { maxLength: 40 })
  .map((drafts) =>
    drafts
      .sort((a, b) => a.call - b.call)
      .map(({ call, gaps }, i) => {
        let atMs = call;
        return plannedWhistle(`w${i}`, [call, ...gaps.map((gap) => (atMs += gap))]);
      }),
  );

it('brings all steps of all whistles by time, each whistle’s own in their order', () => {
  fc.assert(
    fc.property(anyWhistles, (whistles) => {
      const steps = [...stepsInOrder(whistles)];
      const times = steps.map((s) => s.atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      for (const w of whistles)
        expect(steps.filter((s) => s.whistle === w).map((s) => s.key)).toEqual(stepsOf(w).map((s) => s.key));
      expect(steps).toHaveLength(whistles.flatMap(stepsOf).length);
      expect(new Set(steps.map((s) => s.key)).size).toBe(steps.length);
      expect(steps.filter((s) => s.last)).toHaveLength(whistles.length);
    }),
  );
});

it('takes from a list without end no more than it needs', () => {
  function* endless() {
    for (let i = 0; ; i++) yield plannedWhistle(`w${i}`, [i * 10, i * 10 + 25]);
  }
  const first: number[] = [];
  for (const step of stepsInOrder(endless())) {
    first.push(step.atMs);
    if (first.length === 6) break;
  }
  expect(first).toEqual([0, 10, 20, 25, 30, 35]);
});

it('brings the past whistle by whistle and the rest by time, each step once', () => {
  fc.assert(
    fc.property(anyWhistles, fc.integer({ min: -1, max: 160 }), (whistles, pastMs) => {
      const steps = [...stepsInOrder(whistles, pastMs)];
      expect(new Set(steps.map((s) => s.key))).toEqual(new Set(whistles.flatMap(stepsOf).map((s) => s.key)));
      expect(steps).toHaveLength(whistles.flatMap(stepsOf).length);
      const past = whistles.flatMap((w) => stepsOf(w).filter((s) => s.atMs <= pastMs));
      expect(steps.slice(0, past.length).map((s) => s.key)).toEqual(past.map((s) => s.key));
      const later = steps.slice(past.length).map((s) => s.atMs);
      expect(later).toEqual([...later].sort((a, b) => a - b));
    }),
  );
});

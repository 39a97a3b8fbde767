import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noArea } from '../../../../server/coverage/engine/area-sums.ts';
import { orderByDistance, percentilesByArea } from '../../../../server/coverage/engine/percentiles.ts';
import { unreached } from '../../../../server/coverage/engine/walk-graph.ts';

const person = fc.record({
  mm: fc.oneof(fc.constant(unreached), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 4_000_000_000 })),
  weight: fc.integer({ min: 0, max: 9 }),
  area: fc.constantFrom(0, 1, 2, noArea),
});

it('are those of everybody counted one by one', () => {
  fc.assert(
    fc.property(fc.array(person, { maxLength: 40 }), (people) => {
      const mm = Uint32Array.from(people, (p) => p.mm);
      const order = orderByDistance(mm);
      const found = percentilesByArea(mm, order, people.map((p) => p.weight), (p) => people[p]!.area, 3); // prettier-ignore
      for (let area = 0; area < 3; area++) {
        const heads = people
          .filter((p) => p.area === area && p.mm !== unreached)
          .flatMap((p) => new Array<number>(p.weight).fill(p.mm))
          .sort((a, b) => a - b);
        const rank = (share: number): number => heads[Math.ceil(share * heads.length) - 1] ?? unreached;
        expect([found.p50[area], found.p90[area], found.max[area]]).toEqual([rank(0.5), rank(0.9), rank(1)]);
      }
    }),
    { numRuns: 500 },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spreadOverTurns } from '../../../server/http/turns.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('lets all go on in the order of their calls, no more with one turn than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(12), { maxLength: 12 }),
      async (perTurn, crowds) => {
        const myTurn = spreadOverTurns(perTurn);
        const went: number[] = [];
        const all: Promise<unknown>[] = [];
        let called = 0;
        for (const crowd of crowds) {
          for (let i = 0; i < crowd; i++) {
            const n = called++;
            all.push(myTurn().then(() => went.push(n)));
          }
          const before = went.length;
          await turn();
          expect(went.length - before).toBeLessThanOrEqual(perTurn);
        }
        await Promise.all(all);
        expect(went).toEqual([...Array(called).keys()]);
      },
    ),
  );
});

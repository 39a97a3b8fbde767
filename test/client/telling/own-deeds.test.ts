import { expect, test } from 'vitest';
import { createOwnDeeds } from '../../../client/telling/own-deeds.ts';
import type { CityEvent } from '../../../server/contract/events.ts';

const event = (seq: number): CityEvent => ({ seq, type: 'elsewhere', data: { from: seq } }) as CityEvent;
const setUp = () => {
  const told: number[] = [];
  const deeds = createOwnDeeds((events) => told.push(...events.map(({ seq }) => seq)));
  const happened = (...seqs: number[]): void => deeds.happened(seqs.map(event));
  return { told, deeds, happened };
};
const answerLater = () => {
  let resolve: (answer: { seq: number }) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<{ seq: number }>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve: (seq: number) => resolve({ seq }), reject: (error: Error) => reject(error) };
};
const seqsOf = (done: { seq: number }): number[] => [done.seq];

test('what was done here is told to nobody here, whether the answer comes first or the event', async () => {
  const { told, deeds, happened } = setUp();
  await deeds.during(() => Promise.resolve({ seq: 4 }), seqsOf);
  happened(3, 4, 5);
  expect(told).toEqual([3, 5]);
  const answer = answerLater();
  const done = deeds.during(() => answer.promise, seqsOf);
  happened(6, 7);
  expect(told).toEqual([3, 5]);
  answer.resolve(7);
  await done;
  expect(told).toEqual([3, 5, 6]);
});

test('of two deeds at once the last one lets go; one that fails keeps nothing back', async () => {
  const { told, deeds, happened } = setUp();
  const [one, other] = [answerLater(), answerLater()];
  const both = [deeds.during(() => one.promise, seqsOf), deeds.during(() => other.promise, seqsOf)] as const;
  happened(1, 2, 3);
  other.reject(new Error('refused'));
  await expect(both[1]).rejects.toThrow('refused');
  expect(told).toEqual([]);
  one.resolve(2);
  await both[0];
  expect(told).toEqual([1, 3]);
});

test('what is held back goes with the city', async () => {
  const { told, deeds, happened } = setUp();
  const answer = answerLater();
  const done = deeds.during(() => answer.promise, seqsOf);
  happened(1);
  deeds.forget();
  answer.resolve(9);
  await done;
  expect(told).toEqual([]);
});

test('a deed that is told of twice is own both times', async () => {
  const { told, deeds, happened } = setUp();
  await deeds.during(
    () => Promise.resolve({ seq: 4 }),
    ({ seq }) => [seq, seq + 1],
  );
  happened(4, 5, 6);
  expect(told).toEqual([6]);
});

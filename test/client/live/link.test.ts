import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOffset, hiccupMs, linkOf } from '../../../client/live/link.ts';
import { silenceMs } from '../../../server/contract/stream.ts';

test('five seconds of silence are a stream that is down, whatever the socket believes', () => {
  expect(linkOf({ current: true, heardMs: 0, nowMs: silenceMs - 1, lostMs: null })).toBe('up');
  expect(linkOf({ current: true, heardMs: 0, nowMs: silenceMs, lostMs: null })).toBe('down');
  expect(linkOf({ current: false, heardMs: 0, nowMs: 100, lostMs: null })).toBe('catching-up');
});

test('a lost connection is told soon, a hiccup is not', () => {
  const facts = { current: false, heardMs: 1000, lostMs: 1000 };
  expect(linkOf({ ...facts, nowMs: 1000 + hiccupMs - 1 })).toBe('catching-up');
  expect(linkOf({ ...facts, nowMs: 1000 + hiccupMs })).toBe('down');
});

test('the clock offset is never later than the truth, and comes as near as the quickest message', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 16 }),
      (truth, delays) => {
        const offset = createOffset();
        delays.forEach((delay, i) => offset.sample(i * 2000 + truth, i * 2000 + delay));
        expect(offset.ms()).toBe(truth - Math.min(...delays));
      },
    ),
  );
});

test('old samples are forgotten, so that a clock that was set right is believed', () => {
  const offset = createOffset();
  offset.sample(1_000_000, 0);
  for (let i = 0; i < 16; i++) offset.sample(5, 0);
  expect(offset.ms()).toBe(5);
});

import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useFirstSight } from '../../../client/view/first-sight.ts';

beforeEach(() => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
});
afterEach(() => vi.useRealTimers());

test('a page that shows no map at first waits for nothing', () => {
  expect(useFirstSight().past).toBe(true);
});

test('where a map is to come, the rest waits for it', () => {
  const firstSight = useFirstSight();
  firstSight.begin();
  expect(firstSight.past).toBe(false);
  firstSight.end();
  expect(firstSight.past).toBe(true);
});

test('a map that does not come keeps nobody waiting for long', () => {
  const firstSight = useFirstSight();
  firstSight.begin();
  vi.advanceTimersByTime(2400);
  expect(firstSight.past).toBe(false);
  vi.advanceTimersByTime(200);
  expect(firstSight.past).toBe(true);
});

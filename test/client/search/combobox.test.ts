import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comboAction } from '../../../client/search/combobox.ts';

test('arrows always land on an option, and go round', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.constantFrom('ArrowDown', 'ArrowUp'), { maxLength: 40 }),
      (count, keys) => {
        let active = -1;
        for (const key of keys) {
          const action = comboAction(key, active, count);
          if (action?.kind === 'move') active = action.active;
          expect(active >= 0 && active < count).toBe(true);
        }
      },
    ),
  );
});

test('Enter takes the active option, or the first; Escape closes; other keys are left to the field', () => {
  expect(comboAction('Enter', 2, 5)).toEqual({ kind: 'choose', index: 2 });
  expect(comboAction('Enter', -1, 5)).toEqual({ kind: 'choose', index: 0 });
  expect(comboAction('Enter', -1, 0)).toBeNull();
  expect(comboAction('Escape', -1, 0)).toEqual({ kind: 'close' });
  expect(comboAction('a', 0, 5)).toBeNull();
});

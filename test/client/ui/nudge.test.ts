import { distance } from '@turf/turf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nudged } from '../../../client/ui/nudge.ts';
import { dayRuns, hoursLines } from '../../../client/stations/hours.ts';

test('an arrow key moves by the metres asked for, as Turf measures them', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 100, max: 130, noNaN: true }),
      fc.double({ min: 20, max: 50, noNaN: true }),
      fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'),
      (lng, lat, key) => {
        const moved = nudged([lng, lat], key, 100)!;
        expect(distance([lng, lat], moved, { units: 'meters' })).toBeCloseTo(100, 1);
      },
    ),
  );
  expect(nudged([118, 31], 'Enter', 10)).toBeNull();
});

test('opening hours are told in runs of days', () => {
  expect(dayRuns([5, 1, 2, 3, 4, 7])).toEqual([
    [1, 5],
    [7, 7],
  ]);
  const words = {
    days: ['一', '二', '三', '四', '五', '六', '日'],
    everyDay: '每天',
    weekdays: (d: string) => `周${d}`,
    separator: '、',
  };
  expect(hoursLines([{ days: [1, 2, 3, 4, 5], from: '08:30', to: '20:00' }], words)).toEqual(['周一–五 08:30–20:00']);
  expect(hoursLines([{ days: [7, 6, 5, 4, 3, 2, 1], from: '00:00', to: '24:00' }], words)).toEqual([
    '每天 00:00–24:00',
  ]);
});

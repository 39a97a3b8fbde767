import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditFilterSchema } from '../../../server/contract/audit.ts';
import { dayStartMs, filterOf, newFilterDraft } from '../../../client/audit/filter.ts';
import { formatInstant } from '../../../client/i18n/format.ts';

const day = fc
  .date({ min: new Date('1993-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));

test('a day begins at its midnight, wherever the city is, also where clocks are put forward', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'UTC');
  fc.assert(
    fc.property(day, zones, (of, zone) => {
      const ms = dayStartMs(of, zone);
      expect(formatInstant(ms, zone, true)).toBe(`${of} 00:00:00`);
      expect(formatInstant(ms - 1000, zone, true) < of).toBe(true);
    }),
  );
});

test('both days are included, and the server understands what is asked', () => {
  const draft = {
    ...newFilterDraft(),
    person: ' 张三 ',
    outcome: 'refused' as const,
    fromDay: '2026-05-01',
    toDay: '2026-05-31',
  };
  const filter = filterOf({ ...draft, whistle: 'w000123' }, 'Asia/Shanghai');
  expect(filter).toEqual({
    ...{ person: '张三', outcome: 'refused', whistle: 'W000123' },
    from: '2026-04-30T16:00:00.000Z',
    to: '2026-05-31T16:00:00.000Z',
  });
  expect(auditFilterSchema.safeParse(filter).error).toBeUndefined();
  expect(filterOf(newFilterDraft(), 'Asia/Shanghai')).toEqual({});
  expect(filterOf({ ...draft, whistle: '123' }, 'Asia/Shanghai')).toBeNull();
});

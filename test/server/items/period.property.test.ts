import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodText, readPeriod } from '../../../server/contract/period.ts';
import { period } from './lists.ts';

describe('a period in words', () => {
  it('is read back as it was, in both languages', () => {
    fc.assert(
      fc.property(period, fc.constantFrom('zh-CN' as const, 'en' as const), (p, language) => {
        expect(readPeriod(periodText(p, language))).toEqual(p);
      }),
    );
  });

  it.each([
    ['30分钟', 30, 'minute', 'calendar'],
    ['4 工作小时', 4, 'hour', 'working'],
    ['3 个工作日', 3, 'day', 'working'],
    ['三个工作日内', 3, 'day', 'working'],
    ['十五个工作日', 15, 'day', 'working'],
    ['二十一天', 21, 'day', 'calendar'],
    ['２４ 小时', 24, 'hour', 'calendar'],
    ['两小时', 2, 'hour', 'calendar'],
    ['5 个自然日', 5, 'day', 'calendar'],
    ['5 working days', 5, 'day', 'working'],
    ['1 Business Day', 1, 'day', 'working'],
    ['2h', 2, 'hour', 'calendar'],
  ])('%s', (text, amount, unit, time) => {
    expect(readPeriod(text)).toEqual({ amount, unit, time });
  });

  it.each(['', '3', '工作日', '0 天', '1001 分钟', '3 weeks', '-1 天', '1.5 小时', '十十天', '3 工作', '马上'])(
    '“%s” is none',
    (text) => {
      expect(readPeriod(text)).toBeNull();
    },
  );

  it('nothing that is read is thrown back', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void readPeriod(text)));
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { en } from '../../../client/i18n/en.ts';
import {
  formatAge,
  formatCount,
  formatInstant,
  formatKm2,
  formatRate,
  formatShare,
  formatSpan,
  spaced,
} from '../../../client/i18n/format.ts';
import { zh } from '../../../client/i18n/zh.ts';

test('a thin space stands between Chinese and Latin or digits, and nowhere else', () => {
  expect(spaced('数据3秒前')).toBe('数据\u20093\u2009秒前');
  expect(spaced('GB标准')).toBe('GB\u2009标准');
  expect(spaced('plain text 12')).toBe('plain text 12');
});

test('spacing twice changes nothing more', () => {
  fc.assert(fc.property(fc.string(), (text) => spaced(spaced(text)) === spaced(text)));
});

test('large counts are written with 万 and 亿 in Chinese, in full in English', () => {
  expect(formatCount(9999, 'zh-CN')).toBe('9,999');
  expect(formatCount(123_456, 'zh-CN')).toBe('12.3\u2009万');
  expect(formatCount(3_641_000, 'zh-CN')).toBe('364\u2009万');
  expect(formatCount(126_000_000, 'zh-CN')).toBe('1.3\u2009亿');
  expect(formatCount(123_456, 'en')).toBe('123,456');
});

test('official rates have two places; other shares never round to a false 100% or 0%', () => {
  expect(formatRate(0.9201)).toBe('92.01%');
  expect(formatShare(0.9999)).toBe('>99.9%');
  expect(formatShare(0.0001)).toBe('<0.1%');
  expect(formatShare(1)).toBe('100%');
  expect(formatShare(0)).toBe('0%');
  expect(formatShare(0.873)).toBe('87.3%');
});

test('spans are told in their largest whole unit', () => {
  expect(formatSpan(59_999, 'zh-CN')).toBe('59\u2009秒');
  expect(formatSpan(-7_200_000, 'zh-CN')).toBe('2\u2009小时');
  expect(formatSpan(90_000_000, 'en')).toBe('1\u2009d');
  expect(formatAge(180_000, 'zh-CN')).toBe('3\u2009分钟前');
  expect(formatAge(-5, 'en')).toBe('0\u2009s ago');
});

test('instants are written in the time zone of the city', () => {
  expect(formatInstant('2026-11-23T06:05:09.000Z', 'Asia/Shanghai')).toBe('2026-11-23 14:05');
  expect(formatInstant('2026-11-23T06:05:09.000Z', 'Asia/Shanghai', true)).toBe('2026-11-23 14:05:09');
  expect(formatKm2(1_234_000)).toBe('1.23\u2009km²');
});

/** All leaves of a tree of words, as `path → text`. */
function leaves(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value as object, `${path}${key}.`),
  );
}

test('both languages fill in the same values', () => {
  const english = new Map(leaves(en));
  const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort();
  for (const [path, text] of leaves(zh)) expect([path, holes(english.get(path) ?? '')]).toEqual([path, holes(text)]);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from '../../../client/i18n/en.ts';
import { formatList } from '../../../client/i18n/lists.ts';
import { zh } from '../../../client/i18n/zh.ts';
import type { CityFile } from '../../../geodata/cities/wuhu/files.ts';
import { demoProvenance } from '../../../geodata/demo/provenance.ts';

const wuhu = JSON.parse(readFileSync('geodata/cities/wuhu/city.json', 'utf8')) as CityFile;

test('several things are listed as the language does', () => {
  expect(formatList(['呼叫哪些部门', '位置'], 'zh-CN')).toBe('呼叫哪些部门、位置');
  expect(formatList(['Which departments', 'Place'], 'en')).toBe('Which departments, Place');
  expect(formatList(['Place'], 'en')).toBe('Place');
});

test('every layer that the demo city has is named in both languages', () => {
  const layers = demoProvenance(wuhu, 1).map((p) => p.layer);
  expect(Object.keys(zh.about.layers)).toEqual(expect.arrayContaining(layers));
  expect(Object.keys(en.about.layers)).toEqual(Object.keys(zh.about.layers));
});

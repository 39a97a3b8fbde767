import { z } from 'zod';

export type Language = 'en' | 'zh';
type Issue = z.core.$ZodRawIssue;

const types: Record<string, Record<Language, string>> = {
  string: { en: 'a text', zh: '文字' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  array: { en: 'a list', zh: '列表' },
  tuple: { en: 'a list', zh: '列表' },
  object: { en: 'an object with fields', zh: '带字段的对象' },
};
const formats: Record<string, Record<Language, string>> = {
  uuid: { en: 'is no id', zh: '不是有效的编号' },
  'score-period': { en: 'is no period such as 2026 or 2026Q3', zh: '不是有效的周期，应如 2026 或 2026Q3' },
  datetime: { en: 'is no time such as 2026-05-01T08:00:00Z', zh: '不是有效的时间，应如 2026-05-01T08:00:00Z' },
};

/** What a bound counts: characters, items, or the number itself. */
function bound(origin: string, n: number, side: 'least' | 'most', language: Language): string {
  const zh = { least: '至少', most: '最多' }[side];
  if (origin === 'string') {
    if (side === 'least' && n === 1) return language === 'zh' ? '不能为空' : 'must not be empty';
    return language === 'zh' ? `${zh} ${n} 个字` : `has at ${side} ${n} characters`;
  }
  if (origin === 'array') return language === 'zh' ? `${zh} ${n} 项` : `has at ${side} ${n} entries`;
  if (language === 'en') return `is at ${side} ${n}`;
  return side === 'least' ? `不能小于 ${n}` : `不能大于 ${n}`;
}

function typeSentence(issue: Extract<Issue, { code: 'invalid_type' }>, language: Language): string | undefined {
  if (issue.input === undefined) return language === 'zh' ? '必填' : 'is required';
  const name = types[issue.expected]?.[language];
  if (name === undefined) return undefined;
  return language === 'zh' ? `应为${name}` : `must be ${name}`;
}

/** What is wrong with a field, as a street officer would say it; undefined where only the library has words for it. */
function sentence(issue: Issue, language: Language): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeSentence(issue, language);
    case 'too_small':
      return bound(issue.origin, Number(issue.minimum), 'least', language);
    case 'too_big':
      return bound(issue.origin, Number(issue.maximum), 'most', language);
    case 'unrecognized_keys':
      return language === 'zh' ? '没有这个字段' : 'is not a field here';
    case 'invalid_value': {
      const all = issue.values.map(String).join(language === 'zh' ? '、' : ', ');
      return language === 'zh' ? `只能是：${all}` : `must be one of: ${all}`;
    }
    case 'invalid_format':
      return formats[issue.format]?.[language];
    default:
      return undefined;
  }
}

const library = { en: z.locales.en().localeError, zh: z.locales.zhCN().localeError };

/** Sentences about fields, for zod. */
export const sentencesIn =
  (language: Language): z.core.$ZodErrorMap =>
  (issue) =>
    sentence(issue, language) ?? library[language](issue);

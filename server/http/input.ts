import type { z } from 'zod';
import type { ProblemCode } from '../contract/problem.ts';
import { ProblemError } from './problem.ts';
import { sentencesIn, type Language } from './sentences.ts';

const pointer = (root: string, path: readonly PropertyKey[]): string =>
  root + path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * What no text may hold: NUL, which PostgreSQL does not take, half of a UTF-16 pair, which is no character, and the mark
 * that a decoder leaves of what it could not read, e.g. of a body in GBK.
 */
const brokenText = /[\u0000\ufffd]|\p{Surrogate}/u;

/** Where a parsed value holds such a text; undefined where nowhere. */
function brokenAt(value: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | undefined {
  if (typeof value === 'string') return brokenText.test(value) ? path : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  // Positions: there may be a hundred thousand of them, and no text in any.
  if (Array.isArray(value) && typeof value[0] === 'number') return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = brokenText.test(key) ? [...path, key] : brokenAt(part, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One issue for each field: unknown names are reported together, where they stand. */
const byField = (issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: [...issue.path, key], message: issue.message }))
    : [issue];

const notText = { en: 'holds what is no character; is it UTF-8?', zh: '含有无法识别的字符，请使用 UTF-8 编码' };

export interface InputOptions {
  /** Where the fields stand: `` for a body, else `#query`, `#path`, `#message`. */
  root?: string;
  code?: ProblemCode;
  /** Of the sentences about the fields. */
  language?: Language;
}

/**
 * Parses what came over the edge; past this line it is trusted. Throws `input-invalid` (or `code`) with one entry for
 * each field that is wrong.
 */
export function parseInput<T>(
  schema: z.ZodType<T>,
  input: unknown,
  { root = '', code = 'input-invalid', language = 'en' }: InputOptions = {},
): T {
  const result = schema.safeParse(input, { error: sentencesIn(language) });
  const broken = result.success ? brokenAt(result.data) : undefined;
  if (result.success && broken === undefined) return result.data;
  const issues = result.error?.issues.flatMap(byField) ?? [{ path: broken ?? [], message: notText[language] }];
  const errors = issues.map((i) => ({ pointer: pointer(root, i.path), message: i.message }));
  throw new ProblemError(code, errors.map((e) => `${e.pointer || '/'}: ${e.message}`).join('; '), errors);
}

import type { z } from 'zod';
import type { ProblemCode } from '../contract/problem.ts';
import { ProblemError } from './problem.ts';

const pointer = (root: string, path: readonly PropertyKey[]): string =>
  root + path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What no text may hold: NUL, which PostgreSQL does not take, and half of a UTF-16 pair, which is no character. */
const brokenText = /\u0000|\p{Surrogate}/u;

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

/**
 * Parses what came over the edge; past this line it is trusted. Throws `input-invalid` (or `code`) with one entry for
 * each field that is wrong. `root` is `` for a body, `#query` or `#path` otherwise.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, root = '', code: ProblemCode = 'input-invalid'): T {
  const result = schema.safeParse(input);
  const broken = result.success ? brokenAt(result.data) : undefined;
  if (result.success && broken === undefined) return result.data;
  const issues = result.error?.issues ?? [{ path: broken ?? [], message: 'holds what is no character' }];
  const errors = issues.map((i) => ({ pointer: pointer(root, i.path), message: i.message }));
  throw new ProblemError(code, errors.map((e) => `${e.pointer || '/'}: ${e.message}`).join('; '), errors);
}

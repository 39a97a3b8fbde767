import type { z } from 'zod';
import type { ProblemCode } from '../contract/problem.ts';
import { ProblemError } from './problem.ts';

const pointer = (root: string, path: readonly PropertyKey[]): string =>
  root + path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * Parses what came over the edge; past this line it is trusted. Throws `input-invalid` (or `code`) with one entry for
 * each field that is wrong. `root` is `` for a body, `#query` or `#path` otherwise.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, root = '', code: ProblemCode = 'input-invalid'): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.map((i) => ({ pointer: pointer(root, i.path), message: i.message }));
  throw new ProblemError(code, errors.map((e) => `${e.pointer || '/'}: ${e.message}`).join('; '), errors);
}

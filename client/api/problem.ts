import { problemCatalogue, problemSchema, type Problem, type ProblemCode } from '../../server/contract/problem.ts';
import type { Locale } from '../i18n/format.ts';
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh.ts';

/** What can go wrong with a request: a coded problem of the contract, no answer at all, or one that is not understood. */
export type FailureCode = ProblemCode | 'unreachable' | 'unreadable';

/** The one error that the API room throws. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: FailureCode,
    readonly problem: Problem | null = null,
    options?: ErrorOptions,
  ) {
    super(problem?.detail ?? problem?.title ?? code, options);
  }
}

/** One sentence that an officer understands, in the language of the interface; names the refused fields where known. */
export function sentenceOf(error: unknown, locale: Locale): string {
  const words = locale === 'en' ? en.error : zh.error;
  if (!(error instanceof ApiError)) return words.unreadable;
  if (error.code === 'unreachable' || error.code === 'unreadable') return words[error.code];
  const title = problemCatalogue[error.code][locale === 'en' ? 'en' : 'zh'];
  const fields = error.problem?.errors?.map((e) => e.message).join(locale === 'en' ? '; ' : '；');
  return fields ? `${title}${locale === 'en' ? ': ' : '：'}${fields}` : title;
}

/** Reads a problem body; `null` where it is not one of the contract. */
export function problemOf(body: unknown): Problem | null {
  const parsed = problemSchema.safeParse(body);
  return parsed.success ? parsed.data : null;
}

import { problemCatalogue, type Problem, type ProblemCode } from '../contract/problem.ts';

/** An error with a code from the contract; the one error handler turns it into a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** Whether the refusal stands in the audit already. */
  onRecord = false;
  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly errors?: Problem['errors'],
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
  }
}

/** RFC 9457 document of a code; the title is in both languages, since it may be read on any screen. */
export function problemOf(code: ProblemCode, detail?: string, errors?: Problem['errors']): Problem {
  const { status, zh, en } = problemCatalogue[code];
  return {
    type: `/problems/${code}`,
    title: `${zh} · ${en}`,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
}

export const problemOfError = (error: unknown): Problem =>
  error instanceof ProblemError ? problemOf(error.code, error.detail, error.errors) : problemOf('internal');

import { problemCatalogue, type ProblemCode } from '../contract/problem.ts';
import { ProblemError } from '../http/problem.ts';
import type { Language } from '../http/sentences.ts';
import type { Sentence } from './answer.ts';
import type { Document } from './xml.ts';

/**
 * A refusal in the specification's terms: 404 for what is not there, 403 for a wrong or missing key, 400 for everything
 * else (429 is ours, for one who asks too often). Several things may be wrong at once.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: 400 | 403 | 404 | 429,
    readonly sentences: readonly Sentence[],
  ) {
    super(sentences.map(({ en }) => en).join('; '));
  }
}

export const refuse = (status: Refusal['status'], zh: string, en: string): Refusal => new Refusal(status, [{ zh, en }]);

interface Told {
  status: number;
  descriptions: string[];
}

function ofProblem({ code, errors }: ProblemError, language: Language): Told {
  const { status, [language]: title }: { status: number } & Sentence = problemCatalogue[code];
  const descriptions = errors?.map(({ pointer, message }) => `${pointer.replace(/^#?\/?/, '')}: ${message}`) ?? [title];
  return { status: statusOf(code, status), descriptions };
}

function statusOf(code: ProblemCode, status: number): number {
  if (status >= 500) return status;
  // A service that is not there, in the specification's view.
  if (status === 404 || code === 'item-unknown') return 404;
  return status === 401 || status === 403 ? 403 : 400;
}

/** What Express and its body parser throw. */
function ofFramework(error: unknown, language: Language): Told | undefined {
  const { type, status = 500 } = error as { type?: string; status?: number };
  const { [language]: tooLarge }: Sentence = problemCatalogue['body-too-large'];
  const unread = { zh: '无法读取提交的内容', en: 'The body cannot be read' }[language];
  // A path that cannot be decoded names nothing.
  if (error instanceof URIError) return ofProblem(new ProblemError('route-unknown'), language);
  if (status >= 400 && status < 500)
    return { status: 400, descriptions: [type === 'entity.too.large' ? tooLarge : unread] };
  return undefined;
}

function toldOf(error: unknown, language: Language): Told | undefined {
  if (error instanceof Refusal) return { status: error.status, descriptions: error.sentences.map((s) => s[language]) };
  return error instanceof ProblemError ? ofProblem(error, language) : ofFramework(error, language);
}

export interface ErrorAnswer {
  status: number;
  document: Document;
  /** Whether nobody foresaw it: a fault of ours, for the log. */
  unexpected: boolean;
}

/** The specification's list of errors, for whatever was thrown. */
export function errorAnswer(error: unknown, language: Language): ErrorAnswer {
  const told = toldOf(error, language);
  const { status, descriptions } = told ?? ofProblem(new ProblemError('internal'), language);
  const value = descriptions.map((description) => ({ code: status, description }));
  return { status, document: { root: 'errors', value }, unexpected: told === undefined };
}

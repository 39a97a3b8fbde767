import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { AuditLog } from '../audit/log.ts';
import type { Problem } from '../contract/problem.ts';
import { cityOf, deedOf } from './deed.ts';
import { ProblemError, problemOf, problemOfError } from './problem.ts';

export const sendProblem = (res: Response, problem: Problem): void => {
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
};

/** What Express and its body parser throw, in our codes. */
function fromFramework(error: unknown): ProblemError | undefined {
  const { type, status } = error as { type?: string; status?: number };
  if (type === 'entity.too.large') return new ProblemError('body-too-large');
  if (type === 'entity.parse.failed') return new ProblemError('body-malformed');
  if (type === 'charset.unsupported' || type === 'encoding.unsupported')
    return new ProblemError('media-type-unsupported');
  // A path that cannot be decoded names nothing.
  if (error instanceof URIError) return new ProblemError('route-unknown');
  if (status === 400) return new ProblemError('body-malformed');
  return undefined;
}

/** Reading asks for nothing; only where it is not allowed does it go on record. */
const goesOnRecord = (req: Request, problem: ProblemError | undefined): boolean =>
  problem !== undefined &&
  !problem.onRecord &&
  // The server tries itself out when it starts.
  req.auth?.subject.kind !== 'system' &&
  (!['GET', 'HEAD', 'OPTIONS'].includes(req.method) || [401, 403].includes(problemOf(problem.code).status));

/**
 * The one place where an error becomes an answer. Only the unexpected is logged as an error; a refusal is put on record
 * before it is answered.
 */
export const errorHandler =
  (log: Logger, audit: AuditLog): ErrorRequestHandler =>
  async (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const known = error instanceof ProblemError ? error : fromFramework(error);
    if (known === undefined) log.error({ err: error, path: req.path }, 'request failed');
    if (goesOnRecord(req, known))
      await audit
        .add({ ...deedOf(req), outcome: 'refused', code: known!.code }, cityOf(req))
        .catch((err: unknown) => log.error({ err }, 'a refusal could not be put on record'));
    sendProblem(res, { ...problemOfError(known), instance: req.originalUrl });
  };

export const notFound: RequestHandler = (req, res) => {
  sendProblem(res, { ...problemOf('route-unknown', `${req.method} ${req.path}`), instance: req.originalUrl });
};

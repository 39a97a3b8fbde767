import type { RequestHandler } from 'express';
import { ProblemError } from '../http/problem.ts';
import type { Authenticated, Authenticator } from './authenticator.ts';
import { isSame } from './secrets.ts';

declare global {
  // Express's own way to say what a request carries.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** Who sent it; `null` where nobody has signed in. */
      auth: Authenticated | null;
    }
  }
}

const safe = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Finds out who sends each request. A change that came with a cookie must carry the page's own word, too: a cookie goes
 * along by itself, whoever made the browser send the request. Throws `sign-in-needed` for a header that is good for
 * nothing, `csrf-wrong`.
 */
export const authenticate =
  (who: Authenticator): RequestHandler =>
  async (req, _res, next) => {
    req.auth = await who.of(req);
    if (req.auth === null && req.headers.authorization !== undefined) throw new ProblemError('sign-in-needed');
    const { csrf = null } = req.auth ?? {};
    if (csrf !== null && !safe.includes(req.method) && !isSame(req.get('X-CSRF-Token') ?? '', csrf))
      throw new ProblemError('csrf-wrong');
    next();
  };

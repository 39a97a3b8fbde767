import type { Request, RequestHandler } from 'express';
import { ProblemError } from '../http/problem.ts';
import type { Authenticated, Authenticator } from './authenticator.ts';
import { isOwnPage } from './credential.ts';
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

/** Finds out who sends each request. */
export const authenticate =
  (who: Authenticator): RequestHandler =>
  async (req, _res, next) => {
    req.auth = await who.of(req);
    next();
  };

/** Throws `sign-in-needed` for a header that is good for nothing: whoever sends one means it. */
export const refuseStrangers: RequestHandler = (req, _res, next) => {
  if (req.auth === null && req.headers.authorization !== undefined) throw new ProblemError('sign-in-needed');
  next();
};

const changes = ({ method }: Request): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);
/** Signing in makes a session, so it has none to prove; that it comes from our page is asked of it all the same. */
const opensSession = ({ method, path }: Request): boolean =>
  method === 'POST' && (path === '/session' || path === '/session/token');

/**
 * A change that a browser sends must come from our own page and carry the page's word beside the cookie: a cookie goes
 * along by itself, whoever made the browser send the request. Throws `csrf-wrong`.
 */
export const fromOwnPage: RequestHandler = (req, _res, next) => {
  const { auth } = req;
  const byHeader = auth !== null && auth.csrf === null;
  if (changes(req) && !byHeader) {
    if (!isOwnPage(req.headers, req.host)) throw new ProblemError('csrf-wrong');
    if (auth?.csrf != null && !opensSession(req) && !isSame(req.get('X-CSRF-Token') ?? '', auth.csrf))
      throw new ProblemError('csrf-wrong');
  }
  next();
};

import type { Request, RequestHandler } from 'express';
import { csrfHeader } from '../contract/sign-in.ts';
import { ProblemError } from '../http/problem.ts';
import type { Authenticator } from './authenticator.ts';
import { isSameOrigin } from './credential.ts';
import { isSame } from './secrets.ts';

const isSafe = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Finds out who asks; sets `req.subject` and `req.caller`. */
export const identified =
  (authenticator: Authenticator): RequestHandler =>
  async (req, _res, next) => {
    req.caller = await authenticator.identify(req);
    req.subject = req.caller?.subject ?? null;
    next();
  };

/** Signing in makes a session, so it has none to prove; that it comes from our page is asked of it all the same. */
const opensSession = ({ method, path }: Request): boolean =>
  method === 'POST' && (path === '/session' || path === '/session/display');

/** A change by cookie must come from our own page and carry the session's token. */
export const fromOwnPage: RequestHandler = (req, _res, next) => {
  const { caller } = req;
  if (isSafe(req) || caller?.by === 'bearer') {
    next();
    return;
  }
  if (!isSameOrigin(req.headers, req.host)) throw new ProblemError('csrf-wrong');
  if (caller?.csrf != null && !opensSession(req) && !isSame(req.get(csrfHeader) ?? '', caller.csrf))
    throw new ProblemError('csrf-wrong');
  next();
};

/** Until a one-time password is replaced, its session may read itself, end itself and set a password. */
export const ownPasswordFirst: RequestHandler = (req, _res, next) => {
  const isOpen = req.path === '/session' || req.path === '/session/password';
  if (req.caller?.mustChange === true && !isOpen) throw new ProblemError('password-must-change');
  next();
};

import type { CookieOptions, Request, Response } from 'express';
import { sessionCookie } from './credential.ts';
import type { OpenedSession } from './sessions.ts';

/** No script reads it, no other site's page sends it, and over https it never travels in the clear. */
const options = (req: Request): CookieOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  secure: req.secure,
  path: '/',
});

export function setSessionCookie(req: Request, res: Response, { secret, lifeMs }: OpenedSession): void {
  res.cookie(sessionCookie, secret, { ...options(req), maxAge: lifeMs, encode: String });
}

export const clearSessionCookie = (req: Request, res: Response): void =>
  void res.clearCookie(sessionCookie, options(req));

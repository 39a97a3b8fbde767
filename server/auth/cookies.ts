import type { CookieOptions, Response } from 'express';
import { cookieName } from './credential.ts';

/** A display's cookie lives as long as browsers allow: the screen runs for months. */
export const displayDays = 400;

/** `Secure` where a proxy says that the browser came by https; the server itself speaks plain HTTP on loopback. */
const options = (res: Response): CookieOptions => ({
  ...{ httpOnly: true, sameSite: 'strict', path: '/' },
  secure: res.req.secure,
});

/** No script reads it, no other site's page sends it. Without `days` it lives as long as the browser is open. */
export function setSessionCookie(res: Response, secret: string, days?: number): void {
  const lifetime = days === undefined ? {} : { maxAge: days * 86_400_000 };
  res.cookie(cookieName, secret, { ...options(res), ...lifetime });
}

export const clearSessionCookie = (res: Response): void => void res.clearCookie(cookieName, options(res));

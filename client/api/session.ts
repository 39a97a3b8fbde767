import { z } from 'zod';
import { waysInSchema, whoSchema, type WaysIn, type Who } from '../../server/contract/sign-in.ts';
import type { Http } from './http.ts';

export const fetchWho = (http: Http, signal?: AbortSignal): Promise<Who> => http.json('/session', whoSchema, signal);

export const fetchWays = (http: Http): Promise<WaysIn> => http.json('/session/ways', waysInSchema);

export const signIn = (http: Http, login: string, password: string): Promise<Who> =>
  http.send({ method: 'POST', path: '/session', body: { login, password } }, whoSchema);

/** Exchanges the secret of a wall's link for a cookie. */
export const signInDisplay = (http: Http, secret: string): Promise<Who> =>
  http.send({ method: 'POST', path: '/session/display', body: { secret } }, whoSchema);

export const signOut = (http: Http): Promise<unknown> => http.send({ method: 'DELETE', path: '/session' }, z.unknown());

export const setPassword = (http: Http, password: string, newPassword: string): Promise<Who> =>
  http.send({ method: 'PUT', path: '/session/password', body: { password, newPassword } }, whoSchema);

/** Where the sign-in service is left for; it comes back to `back`, a path of ours. */
export const oidcAddress = (back: string): string => `/api/v1/oidc/start?back=${encodeURIComponent(back)}`;

import { z } from 'zod';
import { sessionSchema, waysInSchema, type Session, type WaysIn } from '../../server/contract/people.ts';
import { ApiError } from './problem.ts';
import type { Http } from './http.ts';

const nothing = z.object({});

/** Who is signed in; `null` where nobody is. */
export async function fetchSession(http: Http): Promise<Session | null> {
  try {
    return await http.json('/session', sessionSchema);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'sign-in-needed') return null;
    throw error;
  }
}

export const fetchWays = (http: Http): Promise<WaysIn> => http.json('/session/ways', waysInSchema);

/** Where the sign-in service is left for; it comes back to `back`, a path of ours. */
export const serviceAddress = (back: string): string => `/api/v1/oidc/start?back=${encodeURIComponent(back)}`;

export const signIn = (http: Http, login: string, password: string): Promise<Session> =>
  http.send({ method: 'POST', path: '/session', body: { login, password } }, sessionSchema);

/** Signs a screen in by its token, which the browser keeps from then on where no script can read it. */
export const openDisplay = (http: Http, token: string): Promise<Session> =>
  http.send({ method: 'POST', path: '/session/token', body: { token } }, sessionSchema);

export const setPassword = (http: Http, words: { old: string; new: string }): Promise<Session> =>
  http.send({ method: 'PUT', path: '/session/password', body: words }, sessionSchema);

export const signOut = (http: Http): Promise<unknown> =>
  http.send({ method: 'DELETE', path: '/session', body: {} }, nothing);

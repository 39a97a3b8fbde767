import { fullToken } from './people.ts';
import type { Problem } from '../../server/contract/problem.ts';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** Headers of a request that shows this token, or nothing at all. */
export const as = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });
export const asNobody: Record<string, string> = { authorization: '' };

/** One request with the tests' token, or the headers' own, and a JSON answer (a problem document is JSON too); `body` is sent as JSON where given. */
export async function call<T = Problem>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const all: Record<string, string> = {
    authorization: `Bearer ${fullToken}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  const response = await fetch(url, {
    method,
    // Left empty, it is not sent.
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

/** `fetch` with the tests' token, for answers that are no JSON. */
export const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${fullToken}`, ...(init.headers as Record<string, string>) },
  });

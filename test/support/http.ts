import type { Problem } from '../../server/contract/problem.ts';
import { fullToken } from './people.ts';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** Headers that make a request nobody's. */
export const asNobody = { authorization: '' };
export const as = (token: string) => ({ authorization: `Bearer ${token}` });

/** `fetch` with the right to everything, unless the headers say who asks. */
export async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${fullToken}`);
  else if (headers.get('authorization') === '') headers.delete('authorization');
  return fetch(url, { ...init, headers });
}

/**
 * One request with a JSON answer (a problem document is JSON too); `body` is sent as JSON where given. It has the right to
 * everything unless the headers say who asks (`as`, `asNobody`).
 */
export async function call<T = Problem>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await ask(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

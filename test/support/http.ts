import type { Problem } from '../../server/contract/problem.ts';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** One request with a JSON answer (a problem document is JSON too); `body` is sent as JSON where given. */
export async function call<T = Problem>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

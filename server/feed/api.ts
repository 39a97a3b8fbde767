import { createHash } from 'node:crypto';

/** The public HTTP API as the feed uses it. Throws only where no answer came at all. */
export interface FeedApi {
  send: (request: ApiRequest) => Promise<ApiAnswer>;
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Below `/api/v1`. */
  path: string;
  body?: unknown;
  idempotencyKey?: string;
}

export interface ApiAnswer {
  status: number;
  /** Parsed JSON; `undefined` where there is none. */
  body: unknown;
}

const longestKey = 200;

/** A key as a header may carry it: a source's own number may be of any letters and length. */
export const headerKey = (key: string): string =>
  key.length <= longestKey && /^[\x21-\x7e]+$/.test(key)
    ? key
    : `sha256-${createHash('sha256').update(key).digest('hex')}`;

/** Sends requests to the server at `baseUrl`, e.g. `http://127.0.0.1:3000`, with the rights of `token`. */
export const httpApi = (baseUrl: string, token?: string): FeedApi => ({
  async send({ method, path, body, idempotencyKey }) {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['Idempotency-Key'] = headerKey(idempotencyKey);
    const response = await fetch(new URL(`/api/v1${path}`, baseUrl), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new Error(`no answer from ${baseUrl}`, { cause: (cause as Error).cause ?? cause });
    });
    const isJson = /[/+]json/.test(response.headers.get('Content-Type') ?? '');
    const text = await response.text();
    return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : undefined };
  },
});

/** What a refused request says: `409 transition-illegal: close in stage called`. */
export function refusal({ status, body }: ApiAnswer): string {
  const { code, detail } = (body ?? {}) as { code?: string; detail?: string };
  return [[status, code].filter((x) => x !== undefined).join(' '), detail].filter((x) => x !== undefined).join(': ');
}

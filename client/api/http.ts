import type { ZodType } from 'zod';
import { csrfHeader } from '../../server/contract/sign-in.ts';
import { ApiError, problemOf, type FailureCode } from './problem.ts';

export interface SendOptions {
  /** Same key, same thing: a repeated attempt stores nothing twice. */
  idempotencyKey?: string;
  /** The version that the person saw; refused with `version-stale` when somebody was faster. */
  ifMatch?: number;
}

export interface Change {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

/** Requests below `/api/v1`; every failure is an `ApiError`. An aborted request rejects with the signal's reason. */
export interface Http {
  json: <T>(path: string, schema: ZodType<T>, signal?: AbortSignal) => Promise<T>;
  bytes: (path: string, signal?: AbortSignal) => Promise<Uint8Array>;
  send: <T>(change: Change, schema: ZodType<T>, options?: SendOptions) => Promise<T>;
}

async function failureOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const problem = problemOf(body);
  return new ApiError(problem?.code ?? 'unreadable', problem);
}

async function parsed<T>(response: Response, schema: ZodType<T>): Promise<T> {
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw new ApiError('unreadable', null, { cause });
  });
  const result = schema.safeParse(body);
  if (!result.success) throw new ApiError('unreadable', null, { cause: result.error });
  return result.data;
}

export interface HttpOptions {
  base?: string;
  /** Language of the server's sentences about what is sent, BCP 47; the browser's own where left out. */
  language?: () => string;
  /** The session's token, which every change carries; `null` while nobody is signed in. */
  csrf?: () => string | null;
  /** Told of every refusal. */
  refused?: (code: FailureCode) => void;
}

export function createHttp(
  fetcher: typeof fetch,
  { base = '/api/v1', language, csrf, refused }: HttpOptions = {},
): Http {
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetcher(`${base}${path}`, init).catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause;
      throw new ApiError('unreachable', null, { cause });
    });
    if (response.ok) return response;
    const failure = await failureOf(response);
    refused?.(failure.code);
    throw failure;
  };
  const reading = (signal?: AbortSignal): RequestInit => (signal ? { signal } : {});
  return {
    json: async (path, schema, signal) => parsed(await ask(path, reading(signal)), schema),
    bytes: async (path, signal) => new Uint8Array(await (await ask(path, reading(signal))).arrayBuffer()),
    send: async ({ method, path, body }, schema, options = {}) => {
      const headers = new Headers({ 'content-type': 'application/json' });
      if (language !== undefined) headers.set('accept-language', language());
      const token = csrf?.() ?? null;
      if (token !== null) headers.set(csrfHeader, token);
      if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey);
      if (options.ifMatch !== undefined) headers.set('if-match', `"${options.ifMatch}"`);
      return parsed(await ask(path, { method, headers, body: JSON.stringify(body) }), schema);
    },
  };
}

import type { ZodType } from 'zod';
import { ApiError, problemOf } from './problem.ts';
import { fetchTelling } from './send-file.ts';

export interface SendOptions {
  /** Same key, same thing: a repeated attempt stores nothing twice. */
  idempotencyKey?: string;
  /** The version that the person saw; refused with `version-stale` when somebody was faster. */
  ifMatch?: number;
}

export interface Change {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** Sent as JSON; `undefined`: none. */
  body?: unknown;
}

/** A file as it is. */
export interface Upload {
  /** `POST` where left out. */
  method?: 'POST' | 'PUT';
  path: string;
  file: Blob;
  mediaType: string;
  /** Told how much has gone, 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Requests below `/api/v1`; every failure is an `ApiError`. An aborted request rejects with the signal's reason. */
export interface Http {
  json: <T>(path: string, schema: ZodType<T>, signal?: AbortSignal) => Promise<T>;
  bytes: (path: string, signal?: AbortSignal) => Promise<Uint8Array>;
  send: <T>(change: Change, schema: ZodType<T>, options?: SendOptions) => Promise<T>;
  upload: <T>(upload: Upload, schema: ZodType<T>) => Promise<T>;
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
  /** What goes with every change beside the session's cookie; `null` before somebody is signed in. */
  csrf?: () => string | null;
  /** The server does not know any more who asks. */
  onSignedOut?: () => void;
}

export function createHttp(
  fetcher: typeof fetch,
  { base = '/api/v1', language, csrf, onSignedOut }: HttpOptions = {},
): Http {
  const ask = async (path: string, init: RequestInit, by = fetcher): Promise<Response> => {
    const response = await by(`${base}${path}`, init).catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause;
      throw new ApiError('unreachable', null, { cause });
    });
    if (response.ok) return response;
    const failure = await failureOf(response);
    if (failure.code === 'sign-in-needed') onSignedOut?.();
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
      if (token !== null) headers.set('x-csrf-token', token);
      if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey);
      if (options.ifMatch !== undefined) headers.set('if-match', `"${options.ifMatch}"`);
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      return parsed(await ask(path, { method, headers, ...sent }), schema);
    },
    upload: async ({ method = 'POST', path, file, mediaType, onProgress }, schema) => {
      const headers = new Headers({ 'content-type': mediaType });
      if (language !== undefined) headers.set('accept-language', language());
      const token = csrf?.() ?? null;
      if (token !== null) headers.set('x-csrf-token', token);
      const by = onProgress === undefined ? fetcher : fetchTelling(onProgress);
      return parsed(await ask(path, { method, headers, body: file }, by), schema);
    },
  };
}

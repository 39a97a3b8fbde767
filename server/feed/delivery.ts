import type { ApiAnswer, ApiRequest, FeedApi } from './api.ts';

/** Resolves after `ms` of real time, at once when `signal` is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface DeliveryDeps {
  api: FeedApi;
  sleep: Sleep;
  signal: AbortSignal;
  /** Tries before it gives up; `Infinity` for a feed that outlives any restart. */
  maxTries: number;
  /** Told of each try that failed. */
  onRetry?: (reason: string) => void;
}

/** No answer after all tries. */
export class Undelivered extends Error {
  override readonly name = 'Undelivered';
}

const firstWaitMs = 250;
const longestWaitMs = 10_000;

/**
 * Sends until the server has answered with anything below 500: connection errors and 5xx are tried again, the wait
 * doubling from 250 ms to 10 s. Requests carry an idempotency key, so a lost answer does no harm.
 * Throws Undelivered after `maxTries`, or where the signal ends the wait.
 */
export async function deliver(deps: DeliveryDeps, request: ApiRequest): Promise<ApiAnswer> {
  for (let tries = 1; ; tries++) {
    const tried = await attempt(deps.api, request);
    if (typeof tried !== 'string') return tried;
    deps.onRetry?.(tried);
    if (tries < deps.maxTries) await deps.sleep(Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1)), deps.signal);
    if (tries >= deps.maxTries || deps.signal.aborted)
      throw new Undelivered(`${request.method} ${request.path}: ${tried}`);
  }
}

/** The answer, or why there is none to rely on. */
async function attempt(api: FeedApi, request: ApiRequest): Promise<ApiAnswer | string> {
  try {
    const answer = await api.send(request);
    return answer.status >= 500 ? `the server answered ${answer.status}` : answer;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code === undefined ? message : `${message} (${cause.code})`;
  }
}

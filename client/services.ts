import { inject, type InjectionKey } from 'vue';
import type { Http } from './api/http.ts';
import type { FailureCode } from './api/problem.ts';

/** What the page gets from outside; given once in `main.ts`. */
export interface Services {
  http: Http;
  /** A new id, for idempotency keys. */
  newId: () => string;
  /** Local real time, ms since the epoch. */
  nowMs: () => number;
  /** Told of every refusal of the API or the live connection: the session may have ended. */
  refused: (code: FailureCode) => void;
}

export const servicesKey: InjectionKey<Services> = Symbol('services');

/** The services of the page; throws where nobody gave them. */
export function useServices(): Services {
  const services = inject(servicesKey);
  if (services === undefined) throw new Error('the page has no services');
  return services;
}

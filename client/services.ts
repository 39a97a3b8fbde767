import { inject, type InjectionKey } from 'vue';
import type { Session } from '../server/contract/people.ts';
import type { Http } from './api/http.ts';

/** What the page gets from outside; given once in `main.ts`. */
export interface Services {
  http: Http;
  /** A new id, for idempotency keys. */
  newId: () => string;
  /** Local real time, ms since the epoch. */
  nowMs: () => number;
  /** Who is signed in. */
  session: () => Session;
  /** The server does not know any more who this is: back to the door, which leads here again. */
  leave: () => void;
}

export const servicesKey: InjectionKey<Services> = Symbol('services');

/** The services of the page; throws where nobody gave them. */
export function useServices(): Services {
  const services = inject(servicesKey);
  if (services === undefined) throw new Error('the page has no services');
  return services;
}

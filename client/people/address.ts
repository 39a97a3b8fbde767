import { problemCatalogue, type ProblemCode } from '../../server/contract/problem.ts';
import { displayParameter, problemParameter } from '../../server/contract/sign-in.ts';

/** What an address brings to the sign-in, once: a wall's secret, or why a sign-in through the service failed. */
export interface Brought {
  display: string | null;
  problem: ProblemCode | null;
}

/** Reads it and removes it from the address at once: neither the history nor a screenshot may hold a secret. */
export function takeFromAddress(page: Pick<Window, 'location' | 'history'>): Brought {
  const url = new URL(page.location.href);
  const display = url.searchParams.get(displayParameter);
  const code = url.searchParams.get(problemParameter);
  if (display !== null || code !== null) {
    url.searchParams.delete(displayParameter);
    url.searchParams.delete(problemParameter);
    page.history.replaceState(null, '', `${url.pathname}${url.search}${url.hash}`);
  }
  const isKnown = code !== null && Object.hasOwn(problemCatalogue, code);
  return { display, problem: isKnown ? (code as ProblemCode) : null };
}

/** The link that a wall is opened with. */
export const displayLink = (origin: string, secret: string): string => `${origin}/?${displayParameter}=${secret}`;

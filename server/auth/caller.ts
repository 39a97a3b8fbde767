import type { Grant, Subject } from '../contract/people.ts';

/** What a revocation names, and what a socket's room is called: everything that is known by one of these ends with it. */
export type Key = `person:${string}` | `session:${string}` | `token:${string}`;

/** Someone whose credential has been checked. */
export interface Caller {
  subject: Subject;
  /** A cookie can be sent by a page that is not ours, so its changes must carry a token; a bearer token's need not. */
  by: 'cookie' | 'bearer';
  /** Only by cookie: what `X-CSRF-Token` must be. */
  csrf: string | null;
  mustChange: boolean;
  /** Of the session and the person, or of the token. */
  keys: readonly Key[];
  /** Real time at which the credential ends by itself, ms; `Infinity` where it does not. */
  endsAtMs: number;
}

/** SHA-256 of a caller's cookie, for what ends "this session" or all others; undefined for a bearer token. */
export const sessionOf = ({ keys }: Caller): string | undefined =>
  keys.find((k) => k.startsWith('session:'))?.slice('session:'.length);

/** Whoever administers every city administers people and tokens. */
export const isAdministrator = ({ grants }: { grants: readonly Grant[] }): boolean =>
  grants.some((g) => g.role === 'administrator' && g.city === null);

declare global {
  // Express's own way to say what a middleware adds to a request.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** Who asks; `null`: nobody signed in. Set for every request below `/api/v1`. */
      subject: Subject | null;
      caller: Caller | null;
    }
  }
}

import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { ProblemError } from '../http/problem.ts';

/** Requests in one minute; each server counts for itself. */
export interface Limits {
  /** Attempts to sign in that failed, from one address: an office behind one address may mistype. */
  signInByAddress: number;
  /** … and for one login, from wherever they come. */
  signInByLogin: number;
  /** Anything by a session: a page that opens reads some hundred tiles. */
  bySession: number;
  /** Anything by a program's token: a replay at full speed sends some thousand a second. */
  byToken: number;
  /** Anything by nobody, from one address. */
  byAddress: number;
}

export const productionLimits: Limits = {
  signInByAddress: 60,
  signInByLogin: 20,
  bySession: 6000,
  byToken: 600_000,
  byAddress: 6000,
};

const windowMs = 60_000;
const addressOf = (req: Request): string => ipKeyGenerator(req.ip ?? '');

const limiter = (
  limit: number | ((req: Request) => number),
  keyGenerator: (req: Request) => string,
  failedOnly = false,
) =>
  rateLimit({
    windowMs,
    limit,
    keyGenerator,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: failedOnly,
    skip: (req) => req.subject?.kind === 'system',
    handler: () => {
      throw new ProblemError('too-many-requests');
    },
  });

/** For everything below `/api/v1`, after it is known who asks. */
export const apiLimit = (limits: Limits): RequestHandler =>
  limiter(
    ({ caller }) => (caller === null ? limits.byAddress : caller.by === 'bearer' ? limits.byToken : limits.bySession),
    (req) => req.caller?.keys[0] ?? addressOf(req),
  );

/** For what takes a password or a link; needs the parsed body. */
export function signInLimits({ signInByAddress, signInByLogin }: Limits): RequestHandler[] {
  const loginOf = ({ body, caller }: Request): string => {
    const { login } = (body ?? {}) as { login?: unknown };
    return typeof login === 'string'
      ? `login ${login.trim().toLowerCase().slice(0, 200)}`
      : (caller?.keys[0] ?? 'nobody');
  };
  return [limiter(signInByAddress, addressOf, true), limiter(signInByLogin, loginOf, true)];
}

import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { ProblemError } from '../http/problem.ts';

/** Requests in one minute; each server counts for itself. */
export interface Limits {
  /** Attempts to sign in that failed, from one address: an office behind one address may mistype. */
  signIn: number;
  /** Anything by one person: a page that opens reads some hundred tiles. */
  person: number;
  /** Anything by one token: a program at full speed, or a wall of a thousand screens that open at once. */
  token: number;
  /** Anything by nobody, from one address. */
  address: number;
  /** What citizens' clients (Open311) send, from one address. */
  citizens: number;
  /** How long is counted, ms; a minute where left out. */
  windowMs?: number;
}

const minuteMs = 60_000;

export const addressOf = (req: Request): string => ipKeyGenerator(req.ip ?? '');

/** Refuses with `Retry-After`. Only the first refusal of a minute goes on record: a flood must not fill the audit. */
const refuse: RequestHandler = (req, _res, next) => {
  const { used, limit } = (req as Request & { rateLimit: { used: number; limit: number } }).rateLimit;
  const problem = new ProblemError('too-many-requests', `${limit} a minute`);
  problem.onRecord = used > limit + 1;
  next(problem);
};

const limiter = (
  limit: number | ((req: Request) => number),
  { windowMs = minuteMs, key = addressOf, skip = () => false, failedOnly = false }: LimiterOptions,
): RequestHandler =>
  rateLimit({
    windowMs,
    limit,
    keyGenerator: key,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skip,
    skipSuccessfulRequests: failedOnly,
    handler: refuse,
  });

interface LimiterOptions extends Pick<Limits, 'windowMs'> {
  key?: (req: Request) => string;
  skip?: (req: Request) => boolean;
  failedOnly?: boolean;
}

const windowOf = ({ windowMs }: Limits): Pick<Limits, 'windowMs'> => (windowMs === undefined ? {} : { windowMs });

/** For everything below `/api/v1`, after it is known who asks: many behind one proxy are not one. */
export const apiLimit = (limits: Limits): RequestHandler =>
  limiter(
    ({ auth }) => (auth === null ? limits.address : auth.subject.kind === 'token' ? limits.token : limits.person),
    {
      ...windowOf(limits),
      key: (req) => (req.auth === null ? addressOf(req) : `${req.auth.subject.kind} ${req.auth.subject.id}`),
      skip: ({ auth }) => auth?.subject.kind === 'system',
    },
  );

/** For what takes a password or a token: whoever guesses is held to a pace. */
export const signInLimit = (limits: Limits): RequestHandler =>
  limiter(limits.signIn, {
    ...windowOf(limits),
    skip: ({ method }) => method !== 'POST' && method !== 'PUT',
    failedOnly: true,
  });

const isSent = ({ method }: Request): boolean => method === 'POST';

/** For citizens' clients: so many whistles a minute from one address, and as much to read as anybody unknown. */
export const citizensLimit = (limits: Limits): RequestHandler =>
  limiter((req) => (isSent(req) ? limits.citizens : limits.address), {
    ...windowOf(limits),
    key: (req) => `${isSent(req) ? 'sends' : 'reads'} ${addressOf(req)}`,
  });

import type { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod';
import { permits, permitsWithoutCity, targetIn, type Action } from '../contract/access.ts';
import type { Subject } from '../contract/people.ts';
import type { ProblemCode } from '../contract/problem.ts';
import { parseInput } from './input.ts';
import { bodyIn } from './middleware.ts';
import { ProblemError } from './problem.ts';
import { spreadOverTurns } from './turns.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * Who may ask: anybody; whoever is signed in, even with a one-time password (`self`); or those who have the right to an
 * action, in the city that the path names. Rights over areas and departments are the handler's to ask.
 */
export type Access = 'public' | 'self' | Action;

/** Everything about one route as a value: it mounts the handler and writes its part of the OpenAPI document. */
export interface RouteSpec<P = unknown, Q = unknown, B = unknown> {
  method: Method;
  /** Express path below `/api/v1`, e.g. `/cities/:city/stations/:id`. */
  path: string;
  access: Access;
  /** Rights of which one more is asked before anything of the body is read, somewhere in the city. */
  oneOf?: readonly Action[];
  /** OpenAPI operationId and summary. */
  id: string;
  summary: string;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** Media types that are taken as bytes beside JSON; the handler finds them in `req.body`, unparsed. */
  files?: readonly string[];
  /** Largest of these, where it is not the usual size. */
  maxBytes?: number;
  /** Status and schema of the answer; a string names a media type that is not JSON. */
  answer: { status?: number; schema: z.ZodType | string };
  problems: ProblemCode[];
  /** Request headers that matter. */
  headers?: ('Idempotency-Key' | 'If-Match')[];
}

export interface Input<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  req: Request;
  res: Response;
  /** Who asks; of a `public` route perhaps nobody, who has no rights. */
  subject: Subject;
}

/** A route with its handler: what it returns is sent as JSON, unless the handler has answered by itself. */
export interface Route {
  spec: RouteSpec;
  mount: (router: Router) => void;
}

/** Lists take some milliseconds to write: one with each turn of the event loop, however many are ready. */
const listTurn = spreadOverTurns(1);

const anything = <T>(schema: z.ZodType<T> | undefined): z.ZodType<T> => schema ?? (z.unknown() as z.ZodType<T>);
/** A route that knows no query says so: a name that is ignored would look as if it had been heard. */
const nothing = z.strictObject({});

const nobody: Subject = { kind: 'person', id: '', name: '', grants: [] };

/** Throws `sign-in-needed`, `password-must-change`, `not-allowed`; `city-unknown` to whoever has no right in that city. */
function admit(req: Request, { access, oneOf }: Pick<RouteSpec, 'access' | 'oneOf'>): Subject {
  const { auth } = req;
  if (access === 'public') return auth?.subject ?? nobody;
  if (auth === null) throw new ProblemError('sign-in-needed');
  const { subject, mustChange } = auth;
  if (access === 'self') return subject;
  if (mustChange) throw new ProblemError('password-must-change');
  const city = req.params['city'];
  if (typeof city !== 'string') {
    if (permitsWithoutCity(subject, access)) return subject;
    throw new ProblemError('not-allowed', access);
  }
  const has = (action: Action): boolean => permits(subject, action, targetIn(action, city));
  if (has(access) && (oneOf === undefined || oneOf.some(has))) return subject;
  const isHidden = !permits(subject, 'city.read', { city });
  throw isHidden ? new ProblemError('city-unknown', city) : new ProblemError('not-allowed', access);
}

const languageOf = (req: Request): 'en' | 'zh' => (req.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en');

type Asked<P, Q> = Pick<Input<P, Q, unknown>, 'params' | 'query' | 'req' | 'subject'>;

function askedOf<P, Q>(spec: RouteSpec<P, Q>, req: Request, res: Response): Asked<P, Q> {
  const language = languageOf(req);
  const params = parseInput(anything(spec.params), req.params, { root: '#path', language });
  const query = parseInput(spec.query ?? (nothing as z.ZodType<Q>), req.query, { root: '#query', language });
  return { params, query, req, subject: res.locals['subject'] as Subject };
}

/** Defines a route: who may ask, schema in, typed input out. `ahead` may refuse before anything of the body is read. */
export function route<P = unknown, Q = unknown, B = unknown>(
  spec: RouteSpec<P, Q, B>,
  handler: (input: Input<P, Q, B>) => unknown,
  ahead?: (asked: Asked<P, Q>) => Promise<void>,
): Route {
  const mount = (router: Router): void => {
    const door: RequestHandler = (req, res, next) => {
      res.locals['operation'] = spec.id;
      res.locals['subject'] = admit(req, spec);
      next();
    };
    const refuseAhead: RequestHandler = async (req, res, next) => {
      await ahead?.(askedOf(spec, req, res));
      next();
    };
    const body = [refuseAhead, ...bodyIn(spec.files, spec.maxBytes)];
    router[spec.method](spec.path, door, ...body, async (req: Request, res: Response) => {
      const asked = askedOf(spec, req, res);
      const isFile = Buffer.isBuffer(req.body);
      const sent = isFile ? undefined : (req.body as unknown);
      const input = parseInput(anything(isFile ? undefined : spec.body), sent, { language: languageOf(req) });
      const answer: unknown = await handler({ ...asked, body: input, res });
      if (res.headersSent) return;
      if (spec.method === 'get') await listTurn();
      res.status(spec.answer.status ?? 200).json(answer);
    });
  };
  return { spec, mount };
}

import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { ProblemCode } from '../contract/problem.ts';
import { parseInput } from './input.ts';
import type { Language } from './sentences.ts';
import { spreadOverTurns } from './turns.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Everything about one route as a value: it mounts the handler and writes its part of the OpenAPI document. */
export interface RouteSpec<P = unknown, Q = unknown, B = unknown> {
  method: Method;
  /** Express path below `/api/v1`, e.g. `/cities/:city/stations/:id`. */
  path: string;
  /** OpenAPI operationId and summary. */
  id: string;
  summary: string;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
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
}

/** A route with its handler: what it returns is sent as JSON, unless the handler has answered by itself. */
export interface Route {
  spec: RouteSpec;
  mount: (router: Router) => void;
}

/** Of sentences about what was sent. */
export const languageOf = (req: Request): Language => (req.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en');

/** Lists take some milliseconds to write: one with each turn of the event loop, however many are ready. */
const listTurn = spreadOverTurns(1);

const anything = <T>(schema: z.ZodType<T> | undefined): z.ZodType<T> => schema ?? (z.unknown() as z.ZodType<T>);
/** A route that knows no query says so: a name that is ignored would look as if it had been heard. */
const nothing = z.strictObject({});

/** Defines a route: schema in, typed input out. */
export function route<P = unknown, Q = unknown, B = unknown>(
  spec: RouteSpec<P, Q, B>,
  handler: (input: Input<P, Q, B>) => unknown,
): Route {
  const mount = (router: Router): void => {
    router[spec.method](spec.path, async (req: Request, res: Response) => {
      const language = languageOf(req);
      const params = parseInput(anything(spec.params), req.params, { root: '#path', language });
      const query = parseInput(spec.query ?? (nothing as z.ZodType<Q>), req.query, { root: '#query', language });
      const body = parseInput(anything(spec.body), req.body, { language });
      const answer: unknown = await handler({ params, query, body, req, res });
      if (res.headersSent) return;
      if (spec.method === 'get') await listTurn();
      res.status(spec.answer.status ?? 200).json(answer);
    });
  };
  return { spec, mount };
}

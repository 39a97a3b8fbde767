import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import sirv from 'sirv';
import { ProblemError } from './problem.ts';

/** Largest JSON body, bytes: a city's boundary is the biggest thing anyone sends. */
export const maxBodyBytes = 2 * 1024 * 1024;

/**
 * Nothing is loaded from anywhere but this server. `blob:` is for the map's worker and images; MapLibre and the
 * components set styles through the CSSOM, which needs no inline style.
 */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    // The server speaks plain HTTP on loopback; a proxy that ends TLS sets this header itself.
    strictTransportSecurity: false,
  });

/** One line for each failed or slow request; bodies, headers and query strings are never logged. */
export const requestLog = (log: Logger): RequestHandler =>
  pinoHttp({
    logger: log,
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: (r: { method: string; url: string }) => ({ method: r.method, path: r.url.split('?')[0] }),
      res: (r: { statusCode: number }) => ({ status: r.statusCode }),
    },
  });

const needsBody = new Set(['POST', 'PUT', 'PATCH']);

const jsonTypes = ['application/json', 'application/*+json'];

/** JSON bodies, up to the limit; those of another type are left to the routes. */
export const jsonBody = (): RequestHandler => express.json({ limit: maxBodyBytes, type: jsonTypes, strict: false });

/** A body so many times as large as it may be is still taken in, to be refused in peace. */
const drainedTimes = 16;

/** A route's body: JSON, or one of the media types of `files`, as bytes; anything else is refused by a code of its own. */
export function bodyIn(files: readonly string[] = [], limit = maxBodyBytes): RequestHandler[] {
  const types = [...jsonTypes, ...files];
  const refuseOthers: RequestHandler = (req, res, next) => {
    const length = Number(req.get('Content-Length') ?? 0);
    const sent = length > 0 || req.get('Transfer-Encoding') !== undefined;
    // Said before any of it is read: the parser would take in all of it first.
    if (files.length > 0 && length > limit) {
      // Read and thrown away, as long as that is cheap: a line that is cut while somebody sends takes the answer with it.
      if (length <= drainedTimes * limit) req.resume();
      else res.set('Connection', 'close');
      throw new ProblemError('body-too-large');
    }
    if (needsBody.has(req.method) && sent && req.is(types) === false)
      throw new ProblemError('media-type-unsupported', files.length === 0 ? undefined : types.join(', '));
    next();
  };
  return files.length === 0 ? [refuseOthers] : [refuseOthers, express.raw({ limit, type: [...files] })];
}

/**
 * The built client, packed beforehand where the build has done so: files with a hash in their name for a year, the page
 * itself asked for each time.
 */
export function clientFiles(dir: string): RequestHandler[] {
  if (!existsSync(path.join(dir, 'index.html'))) return [];
  return [
    // The planner is another face of the same page.
    (req, _res, next) => {
      if (req.path === '/planner' || req.path === '/planner/') req.url = req.url.replace(req.path, '/');
      next();
    },
    sirv(dir, {
      etag: true,
      gzip: true,
      setHeaders: (res, file) => {
        const hashed = file.startsWith('/assets/');
        res.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  ];
}

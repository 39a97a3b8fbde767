import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Actor, Deed } from '../audit/chain.ts';
import type { Authenticated } from '../auth/authenticator.ts';

/** Who sent a request: nobody, where nobody has signed in. */
export function actorOf(req: Request): Actor {
  // A request that is refused before anybody looked who sends it carries nothing.
  const { auth } = req as { auth?: Authenticated | null };
  if (auth == null) return { kind: 'nobody', id: '', name: '' };
  const { kind, id, name } = auth.subject;
  return { kind, id, name };
}

/** What a request sets out to do, for the audit: by the operation's name where it got so far. Its body goes along. */
export const deedOf = (req: Request): Deed => ({
  actor: actorOf(req),
  action: operationOf(req) ?? req.method,
  target: pathOf(req.originalUrl),
  detail: notedOn(req) ?? (keepsBody(req) ? sent(req) : null),
});

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A segment as it is written by whoever writes plainly: without needless codes, ids in small letters. */
function plain(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    if (!/^[\w.~-]+$/.test(text)) return segment;
    return uuid.test(text) ? text.toLowerCase() : text;
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/** The path of an address in its one spelling: what was done to a thing is found under that thing, however it was sent. */
export const pathOf = (url: string): string => url.split('?')[0]!.split('/').map(plain).join('/');

const ofCity = /^\/api\/v1\/cities\/([a-z][a-z0-9-]{1,31})\/(?!webhooks)/;

/** The city whose record a refused request belongs on, beside those that were taken; undefined where it is nobody's or no city's. */
export const cityOf = (req: Request): string | undefined =>
  actorOf(req).kind === 'nobody' ? undefined : ofCity.exec(pathOf(req.originalUrl))?.[1];

/** Says what is to stand in the record of a request whose body is not kept. */
export const noteDetail = (req: Request, detail: unknown): void => {
  Object.assign(req.res!.locals, { detail });
};
const notedOn = (req: Request): unknown => (req.res?.locals as { detail?: unknown } | undefined)?.detail;

/** Of a file what it was, and its hash. */
function sent(req: Request): unknown {
  const body = req.body as unknown;
  if (!Buffer.isBuffer(body)) return body ?? null;
  const { step, department } = req.query;
  const sha256 = createHash('sha256').update(body).digest('hex');
  return { mediaType: req.get('Content-Type') ?? '', bytes: body.length, sha256, step, department };
}

const operationOf = (req: Request): string | undefined =>
  (req.res?.locals as { operation?: string } | undefined)?.operation;

/** Bodies of a city's commands are kept; those that may hold a secret (signing in, people, tokens, webhooks) are not. */
const keepsBody = (req: Request): boolean => /^\/api\/v1\/cities(?!\/[^/]*\/webhooks)/i.test(pathOf(req.originalUrl));

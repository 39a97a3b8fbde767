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
  target: req.originalUrl.split('?')[0]!,
  detail: notedOn(req) ?? (keepsBody(req) ? sent(req) : null),
});

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
const keepsBody = (req: Request): boolean => /^\/api\/v1\/cities(?!\/[^/]*\/webhooks)/i.test(req.originalUrl);

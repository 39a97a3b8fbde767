import type { Request } from 'express';
import type { Actor, Deed } from '../audit/chain.ts';
import type { Subject } from '../contract/people.ts';

/** Who sent a request: nobody, where nobody has signed in. */
export function actorOf(req: Request): Actor {
  const { subject } = req as { subject?: Subject | null };
  if (subject == null) return { kind: 'nobody', id: '', name: '' };
  const { kind, id, name } = subject;
  return { kind, id, name };
}

/** What a request sets out to do, for the audit: by the operation's name where it got so far. Its body goes along. */
export const deedOf = (req: Request): Deed => ({
  actor: actorOf(req),
  action: operationOf(req) ?? req.method,
  target: req.originalUrl.split('?')[0]!,
  detail: keepsBody(req) ? ((req.body as unknown) ?? null) : null,
});

const operationOf = (req: Request): string | undefined =>
  (req.res?.locals as { operation?: string } | undefined)?.operation;

/** Bodies of a city's commands are kept; those that may hold a secret (signing in, people, tokens) are not. */
const keepsBody = (req: Request): boolean => req.originalUrl.startsWith('/api/v1/cities');

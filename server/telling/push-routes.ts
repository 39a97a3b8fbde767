import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { AuditLog } from '../audit/log.ts';
import { permits } from '../contract/access.ts';
import type { Subject } from '../contract/people.ts';
import { pushEndpointSchema, pushKeySchema, pushSubscriptionSchema } from '../contract/telling.ts';
import type { Database } from '../db/schema.ts';
import { deedOf } from '../http/deed.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { isAllowed } from './hosts.ts';
import { pushKeys, subscribe, unsubscribe } from './push-store.ts';

export interface PushRouteDeps {
  db: Kysely<Database>;
  audit: AuditLog;
  realNowMs: () => number;
  newId: () => string;
  pushHosts: readonly string[];
}

/** A screen or a program has no device of its own. */
function refuseUnlessPerson({ kind }: Subject): void {
  if (kind !== 'person') throw new ProblemError('not-allowed', 'only a person has a device');
}

export const pushRoutes = ({ db, audit, realNowMs, newId, pushHosts }: PushRouteDeps): Route[] => [
  route(
    {
      ...{ method: 'get', path: '/session/push', access: 'self', id: 'getPushKey' },
      summary: 'The key that a browser needs to subscribe; none where no push service may be spoken to',
      answer: { schema: pushKeySchema },
      problems: ['sign-in-needed'],
    },
    async () => ({ publicKey: pushHosts.length === 0 ? null : (await pushKeys(db)).public }),
  ),
  route(
    {
      ...{ method: 'put', path: '/session/push', access: 'self', id: 'subscribePush' },
      summary: 'Has this device told of what concerns its owner in a city, while no page is open',
      body: pushSubscriptionSchema,
      answer: { schema: z.object({}) },
      problems: ['sign-in-needed', 'csrf-wrong', 'not-allowed', 'input-invalid', 'city-unknown', 'host-not-allowed'],
    },
    async ({ body, req, subject }) => {
      refuseUnlessPerson(subject);
      if (req.auth?.mustChange === true) throw new ProblemError('not-allowed', 'the password must be changed first');
      const { endpoint, city, groups } = body;
      if (!permits(subject, 'whistle.read', { city })) throw new ProblemError('city-unknown', city);
      if (!isAllowed(endpoint, pushHosts)) throw new ProblemError('host-not-allowed', new URL(endpoint).host);
      const device = { ...body, id: newId(), now: new Date(realNowMs()) };
      const draft = { ...deedOf(req), detail: { city, groups }, outcome: 'taken' as const, code: null };
      await audit.together(draft, (trx) => subscribe(trx, subject.id, device));
      return {};
    },
  ),
  route(
    {
      ...{ method: 'delete', path: '/session/push', access: 'self', id: 'unsubscribePush' },
      summary: 'Tells this device no more',
      body: pushEndpointSchema,
      answer: { schema: z.object({}) },
      problems: ['sign-in-needed', 'csrf-wrong', 'not-allowed', 'input-invalid'],
    },
    async ({ body, req, subject }) => {
      refuseUnlessPerson(subject);
      const draft = { ...deedOf(req), outcome: 'taken' as const, code: null };
      await audit.together(draft, (trx) => unsubscribe(trx, subject.id, body.endpoint));
      return {};
    },
  ),
];

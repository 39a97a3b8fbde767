import type { Request } from 'express';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { idSchema } from '../contract/id.ts';
import type { AuditDraft } from '../audit/chain.ts';
import type { AuditLog } from '../audit/log.ts';
import { cityIdSchema } from '../contract/city.ts';
import {
  deliveryQuerySchema,
  deliverySchema,
  webhookChangeSchema,
  webhookCreateSchema,
  webhookSchema,
} from '../contract/telling.ts';
import type { Database } from '../db/schema.ts';
import { deedOf } from '../http/deed.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { requiredVersion, withTag } from '../http/version.ts';
import { addTest, listDeliveries, sendAgain, sendAllAgain } from './delivery-store.ts';
import { isAllowed, shownAddress } from './hosts.ts';
import { addWebhook, changeWebhook, listWebhooks, removeWebhook } from './webhook-store.ts';

export interface WebhookDeps {
  db: Kysely<Database>;
  audit: AuditLog;
  realNowMs: () => number;
  newId: () => string;
  /** Hosts that webhooks may name. */
  webhookHosts: readonly string[];
}

const access = 'telling.manage';
const cityParams = z.object({ city: cityIdSchema });
const webhookParams = z.object({ city: cityIdSchema, id: idSchema });
const deliveryParams = z.object({ city: cityIdSchema, delivery: z.string().min(1).max(60) });

const refuseHost = (url: string | undefined, hosts: readonly string[]): void => {
  if (url !== undefined && !isAllowed(url, hosts)) throw new ProblemError('host-not-allowed', new URL(url).host);
};

/** What goes on record of a webhook: neither its secret nor the key in its address. */
const detailOf = ({ url, robotSecret: _, ...rest }: { url?: string | undefined; robotSecret?: unknown }) => ({
  ...rest,
  ...(url !== undefined && { url: shownAddress(url) }),
});

const taken = (req: Request, detail: unknown = null): AuditDraft => ({
  ...{ ...deedOf(req), detail },
  ...{ outcome: 'taken', code: null },
});

const addRoute = ({ audit, realNowMs, newId, webhookHosts }: WebhookDeps): Route =>
  route(
    {
      ...{ method: 'post', path: '/cities/:city/webhooks', access, id: 'addWebhook' },
      summary: 'Registers a webhook; the secret that signs what it is sent is shown this once',
      params: cityParams,
      body: webhookCreateSchema,
      answer: { status: 201, schema: z.object({ webhook: webhookSchema, secret: z.string().nullable() }) },
      problems: ['city-unknown', 'not-allowed', 'input-invalid', 'host-not-allowed', 'webhook-exists'],
    },
    async ({ params: { city }, body, req }) => {
      refuseHost(body.url, webhookHosts);
      const given = { ...body, id: newId(), now: new Date(realNowMs()) };
      return audit.together(taken(req, detailOf(body)), (trx) => addWebhook(trx, city, given));
    },
  );

const changeRoutes = ({ audit, webhookHosts }: WebhookDeps): Route[] => [
  route(
    {
      ...{ method: 'patch', path: '/cities/:city/webhooks/:id', access, id: 'changeWebhook' },
      summary: 'Changes a webhook, or switches it on or off; what happens while it is off is not told',
      params: webhookParams,
      body: webhookChangeSchema,
      headers: ['If-Match'],
      answer: { schema: webhookSchema },
      problems: [
        ...(['webhook-unknown', 'not-allowed', 'input-invalid', 'host-not-allowed', 'webhook-exists'] as const),
        ...(['version-stale', 'version-missing'] as const),
      ],
    },
    async ({ params, body, req, res }) => {
      refuseHost(body.url, webhookHosts);
      const named = { ...params, version: requiredVersion(req) };
      const webhook = await audit.together(taken(req, detailOf(body)), (trx) => changeWebhook(trx, named, body));
      return withTag(res, webhook);
    },
  ),
  route(
    {
      ...{ method: 'delete', path: '/cities/:city/webhooks/:id', access, id: 'removeWebhook' },
      summary: 'Removes a webhook with its deliveries and dead letters',
      params: webhookParams,
      answer: { schema: z.object({}) },
      problems: ['webhook-unknown', 'not-allowed'],
    },
    async ({ params, req }) => {
      await audit.together(taken(req), (trx) => removeWebhook(trx, params));
      return {};
    },
  ),
];

const deliveryRoutes = ({ db, audit, realNowMs, newId }: WebhookDeps): Route[] => [
  route(
    {
      ...{ method: 'get', path: '/cities/:city/webhooks', access, id: 'listWebhooks' },
      summary: 'The webhooks of a city 通知地址',
      params: cityParams,
      answer: { schema: z.object({ webhooks: z.array(webhookSchema) }) },
      problems: ['city-unknown', 'not-allowed'],
    },
    async ({ params: { city } }) => ({ webhooks: await listWebhooks(db, city) }),
  ),
  route(
    {
      ...{ method: 'post', path: '/cities/:city/webhooks/:id/test', access, id: 'testWebhook' },
      summary: 'Sends a test message; how it went is seen among the deliveries',
      params: webhookParams,
      answer: { status: 202, schema: deliverySchema },
      problems: ['webhook-unknown', 'webhook-off', 'not-allowed'],
    },
    ({ params, req }) => {
      const test = { city: params.city, webhook: params.id, id: `msg_${newId()}`, now: new Date(realNowMs()) };
      return audit.together(taken(req), (trx) => addTest(trx, test));
    },
  ),
  route(
    {
      ...{ method: 'get', path: '/cities/:city/webhook-deliveries', access, id: 'listDeliveries' },
      summary: 'What was sent or is to be sent, the newest first; `state=dead` are the dead letters',
      params: cityParams,
      query: deliveryQuerySchema,
      answer: { schema: z.object({ deliveries: z.array(deliverySchema) }) },
      problems: ['city-unknown', 'not-allowed', 'input-invalid'],
    },
    async ({ params: { city }, query }) => ({ deliveries: await listDeliveries(db, city, query) }),
  ),
];

const againRoutes = ({ audit, realNowMs }: WebhookDeps): Route[] => [
  route(
    {
      ...{ method: 'post', path: '/cities/:city/webhook-deliveries/:delivery/send-again', access, id: 'sendAgain' },
      summary: 'Sends a dead letter again, under its old id',
      params: deliveryParams,
      answer: { status: 202, schema: deliverySchema },
      problems: ['delivery-unknown', 'delivery-not-dead', 'webhook-off', 'not-allowed'],
    },
    ({ params: { city, delivery: id }, req }) =>
      audit.together(taken(req), (trx) => sendAgain(trx, { city, id, now: new Date(realNowMs()) })),
  ),
  route(
    {
      ...{ method: 'post', path: '/cities/:city/webhooks/:id/send-again', access, id: 'sendAllAgain' },
      summary: 'Sends all dead letters of a webhook again, each under its old id',
      params: webhookParams,
      answer: { status: 202, schema: z.object({ deliveries: z.int() }) },
      problems: ['webhook-unknown', 'webhook-off', 'not-allowed'],
    },
    async ({ params, req }) => {
      const again = { ...params, now: new Date(realNowMs()) };
      return { deliveries: await audit.together(taken(req), (trx) => sendAllAgain(trx, again)) };
    },
  ),
];

export const webhookRoutes = (deps: WebhookDeps): Route[] => [
  addRoute(deps),
  ...changeRoutes(deps),
  ...deliveryRoutes(deps),
  ...againRoutes(deps),
];

import { z } from 'zod';
import {
  deliverySchema,
  webhookSchema,
  type Delivery,
  type DeliveryState,
  type Webhook,
  type WebhookChange,
  type WebhookCreate,
} from '../../server/contract/telling.ts';
import type { Http } from './http.ts';

const under = (city: string): string => `/cities/${encodeURIComponent(city)}`;
const addedSchema = z.object({ webhook: webhookSchema, secret: z.string().nullable() });

export const fetchWebhooks = async (http: Http, city: string, signal?: AbortSignal): Promise<Webhook[]> =>
  (await http.json(`${under(city)}/webhooks`, z.object({ webhooks: z.array(webhookSchema) }), signal)).webhooks;

/** The secret is told this once; `null` where the receiver has one of its own, or none. */
export const addWebhook = (
  http: Http,
  city: string,
  body: z.input<z.ZodType<WebhookCreate>>,
): Promise<z.output<typeof addedSchema>> =>
  http.send({ method: 'POST', path: `${under(city)}/webhooks`, body }, addedSchema);

export const changeWebhook = (
  http: Http,
  city: string,
  { id, version }: Webhook,
  body: WebhookChange,
): Promise<Webhook> =>
  http.send({ method: 'PATCH', path: `${under(city)}/webhooks/${id}`, body }, webhookSchema, { ifMatch: version });

export const removeWebhook = (http: Http, city: string, id: string): Promise<unknown> =>
  http.send({ method: 'DELETE', path: `${under(city)}/webhooks/${id}` }, z.object({}));

export const testWebhook = (http: Http, city: string, id: string): Promise<Delivery> =>
  http.send({ method: 'POST', path: `${under(city)}/webhooks/${id}/test` }, deliverySchema);

/** The newest first; with `state` only those. */
export const fetchDeliveries = async (
  http: Http,
  city: string,
  state: DeliveryState | null,
  signal?: AbortSignal,
): Promise<Delivery[]> => {
  const query = state === null ? '' : `?state=${state}`;
  const schema = z.object({ deliveries: z.array(deliverySchema) });
  return (await http.json(`${under(city)}/webhook-deliveries${query}`, schema, signal)).deliveries;
};

export const sendAgain = (http: Http, city: string, id: string): Promise<Delivery> =>
  http.send({ method: 'POST', path: `${under(city)}/webhook-deliveries/${id}/send-again` }, deliverySchema);

export const sendAllAgain = (http: Http, city: string, id: string): Promise<{ deliveries: number }> =>
  http.send({ method: 'POST', path: `${under(city)}/webhooks/${id}/send-again` }, z.object({ deliveries: z.int() }));

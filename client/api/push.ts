import { z } from 'zod';
import { pushKeySchema, type PushSubscription } from '../../server/contract/telling.ts';
import type { Http } from './http.ts';

const path = '/session/push';
const nothing = z.object({});

/** The server's key for subscriptions; `null` where it may speak to no push service. */
export const fetchPushKey = async (http: Http): Promise<string | null> =>
  (await http.json(path, pushKeySchema)).publicKey;

export const subscribePush = (http: Http, body: PushSubscription): Promise<unknown> =>
  http.send({ method: 'PUT', path, body }, nothing);

export const unsubscribePush = (http: Http, endpoint: string): Promise<unknown> =>
  http.send({ method: 'DELETE', path, body: { endpoint } }, nothing);

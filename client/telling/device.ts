import type { PushSubscription as Subscription } from '../../server/contract/telling.ts';
import { unsubscribePush } from '../api/push.ts';
import type { Http } from '../api/http.ts';

/** Only a page that came by https, or from this machine, may have a worker and notices. */
export const isSupported = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const worker = '/push-worker.js';

/** What the browser has subscribed to; `null` where nothing. */
export async function subscriptionOfDevice(): Promise<PushSubscription | null> {
  if (!isSupported()) return null;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Subscribes with the server's key, anew where the browser had subscribed with another. */
export async function subscribeDevice(publicKey: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register(worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  const key = bytesOf(publicKey);
  if (before !== null && !isSame(before.options.applicationServerKey, key)) await before.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** What the server needs to write to it. */
export const addressOf = (subscription: PushSubscription): Pick<Subscription, 'endpoint' | 'keys'> => {
  const { endpoint, keys } = subscription.toJSON() as Pick<Subscription, 'endpoint' | 'keys'>;
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
};

/** The device is told nothing any more: the server forgets it first, so that nothing is left behind where that fails. */
export async function forgetDevice(http: Http): Promise<void> {
  const subscription = await subscriptionOfDevice();
  if (subscription === null) return;
  await unsubscribePush(http, subscription.endpoint);
  await subscription.unsubscribe();
}

function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64Url.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

const isSame = (key: ArrayBuffer | null, other: Uint8Array): boolean =>
  key !== null && new Uint8Array(key).join() === other.join();

import type { Kysely } from 'kysely';
import { kindsOf } from '../contract/notice.ts';
import type { PushMessage } from '../contract/telling.ts';
import type { Database } from '../db/schema.ts';
import { presentEvent } from '../live/present.ts';
import { areaNames } from './collect.ts';
import { isAllowed } from './hosts.ts';
import { post, type Answered } from './post.ts';
import { pushMessageOf } from './push-message.ts';
import { giveDeviceBack, pushKeys, type PushRow } from './push-store.ts';
import { retryMs } from './schedule.ts';

export interface PushDeps {
  db: Kysely<Database>;
  realNowMs: () => number;
  /** Hosts of push services that may be spoken to. */
  pushHosts: readonly string[];
  /** How the push service reaches whoever runs this server. */
  pushContact: string;
  /** From 0 to below 1: what failed together does not come back together. */
  random: () => number;
}

/** What is older is no news for a device that was off. */
const freshMs = 3_600_000;
/** From one message to the next on a device, ms: what happens meanwhile comes in one. */
export const pushPaceMs = 10_000;
/** After so many failures what was to be told is old. */
const mostAttempts = 3;
/** Events that are looked at; of more the newest. */
const atOnce = 200;

/** Tells a device that this server has in hand what concerns its owner, by the rights that they have now. */
export async function pushTo(deps: PushDeps, device: PushRow, signal: AbortSignal): Promise<void> {
  const { db, realNowMs, random } = deps;
  const { message, head } = await newsFor(deps, device);
  const answer = message === null ? null : await send(deps, device, message, signal);
  const nowMs = realNowMs();
  // Broken off by the end of the server: it was not tried.
  if (signal.aborted && answer?.status === null) {
    const { cursor, attempts } = device;
    await giveDeviceBack(db, device, { cursor, attempts, nowMs, nextMs: nowMs });
    return;
  }
  const told = { cursor: head, attempts: 0, nowMs, nextMs: nowMs };
  if (answer?.status === 404 || answer?.status === 410) {
    await db.deleteFrom('push_subscription').where('id', '=', device.id).execute();
  } else if (answer?.error == null) {
    await giveDeviceBack(db, device, { ...told, nextMs: nowMs + (answer === null ? 0 : pushPaceMs) });
  } else {
    const attempts = device.attempts + 1;
    const wait = retryMs(attempts, random(), answer.retryAfterMs);
    const again = { cursor: device.cursor, attempts, nowMs, nextMs: nowMs + (wait ?? 0) };
    await giveDeviceBack(db, device, attempts > mostAttempts ? told : again);
  }
}

/** What is to be told, and the event up to which that is. */
async function newsFor(
  { db, realNowMs }: PushDeps,
  device: PushRow,
): Promise<{ message: PushMessage | null; head: number }> {
  const { city_id, groups, locale } = device;
  const city = await db.selectFrom('city').selectAll().where('id', '=', city_id).executeTakeFirstOrThrow();
  const head = city.head_seq;
  const owner = await db
    .selectFrom('person')
    .select('grants')
    .where('id', '=', device.person)
    .where('disabled', '=', false)
    // Whoever holds no more than a one-time password has not shown yet who they are.
    .where('must_change', '=', false)
    .executeTakeFirst();
  const kinds = kindsOf(groups);
  if (owner === undefined || kinds.length === 0) return { message: null, head };
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('city_id', '=', city_id)
    .where('seq', '>', device.cursor)
    .where('seq', '<=', head)
    .where('type', 'in', kinds)
    .where('recorded_at', '>=', new Date(realNowMs() - freshMs))
    .orderBy('seq', 'desc')
    .limit(atOnce)
    .execute();
  if (rows.length === 0) return { message: null, head };
  const words = { id: city.id, name: city.name, timeZone: city.time_zone, areas: await areaNames(db, city_id) };
  const events = rows.reverse().map(presentEvent);
  return { message: pushMessageOf(events, { grants: owner.grants, groups, locale }, words), head };
}

/** `null` for a device whose keys are none. */
function requestFor<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** Encrypts a message for the device, and hands it to its push service. */
async function send(
  { db, pushHosts, pushContact }: PushDeps,
  { endpoint, p256dh, auth }: PushRow,
  message: PushMessage,
  signal: AbortSignal,
): Promise<Answered> {
  if (!isAllowed(endpoint, pushHosts)) return { status: null, error: 'host not allowed', text: '', retryAfterMs: null };
  const keys = await pushKeys(db);
  const { default: webPush } = await import('web-push');
  const request = requestFor(() =>
    webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(message), {
      vapidDetails: { subject: pushContact, publicKey: keys.public, privateKey: keys.private },
      TTL: freshMs / 1000,
      urgency: 'high',
    }),
  );
  // Keys that are none can never be written to: as good as a device that is gone.
  if (request === null) return { status: 410, error: 'keys invalid', text: '', retryAfterMs: null };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries<unknown>(request.headers)) headers[name] = String(value);
  return post({ url: endpoint, headers, body: new Uint8Array(request.body), signal });
}

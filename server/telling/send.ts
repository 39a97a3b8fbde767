import type { Kysely, Selectable, Updateable } from 'kysely';
import type { Database, DeliveryTable } from '../db/schema.ts';
import { isAllowed } from './hosts.ts';
import type { WebhookRow } from './lease.ts';
import { post, type Answered } from './post.ts';
import { digest, robotBody, robotError } from './robots.ts';
import { retryMs } from './schedule.ts';
import { dingtalkAddress, standardHeaders } from './sign.ts';

export interface SendDeps {
  db: Kysely<Database>;
  realNowMs: () => number;
  /** From 0 to below 1. */
  random: () => number;
  /** Hosts that may be spoken to. */
  hosts: readonly string[];
  /** Ends with the server: what was broken off by it counts as not tried. */
  signal: AbortSignal;
}

type Row = Selectable<DeliveryTable>;
/** Requests to one receiver at once. */
const sideBySide = 4;
/** Lines that a robot's message is made of at the most, or counts. */
const lines = 500;

/** Sends what is due for a webhook that this server has in hand: a few at once, or a robot's one message. */
export async function sendDue(deps: SendDeps, webhook: WebhookRow): Promise<void> {
  const { format } = webhook;
  if (format === 'standard') {
    const due = await readDue(deps, webhook, sideBySide);
    await Promise.all(due.map((row) => sendOne(deps, webhook, row)));
    return;
  }
  const due = await readDue(deps, webhook, lines);
  if (due.length === 0) return;
  const city = await deps.db.selectFrom('city').select('name').where('id', '=', webhook.city_id).executeTakeFirst();
  const { text, told } = digest(city?.name ?? '', due);
  const url = format === 'dingtalk' ? dingtalkAddress(webhook.url, webhook.secret, deps.realNowMs()) : webhook.url;
  const answer = await ask(deps, { url, headers: {}, body: robotBody(format, text) });
  const error = answer.error ?? robotError(answer.text);
  await settle(deps, webhook, told, { ...answer, error });
}

const readDue = ({ db, realNowMs }: SendDeps, { id }: WebhookRow, limit: number): Promise<Row[]> =>
  db
    .selectFrom('delivery')
    .selectAll()
    .where('webhook', '=', id)
    .where('state', '=', 'waiting')
    .where('next_at', '<=', new Date(realNowMs()))
    .orderBy('number')
    .limit(limit)
    .execute();

async function sendOne(deps: SendDeps, webhook: WebhookRow, { id, body, ...row }: Row): Promise<void> {
  const timestamp = Math.floor(deps.realNowMs() / 1000);
  const headers = standardHeaders(webhook.secret!, { id, timestamp, body });
  await settle(deps, webhook, [{ id, body, ...row }], await ask(deps, { url: webhook.url, headers, body }));
}

/** The list is asked each time: it may be shorter than when the webhook was registered. */
async function ask(
  { hosts, signal }: SendDeps,
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
): Promise<Answered> {
  if (!isAllowed(url, hosts)) return { status: null, error: 'host not allowed', text: '', retryAfterMs: null };
  return post({ url, headers: { ...headers, 'content-type': 'application/json' }, body, signal });
}

/** Writes down how an attempt ended. */
async function settle(
  { db, realNowMs, random, signal }: SendDeps,
  webhook: WebhookRow,
  rows: readonly Row[],
  answer: Answered,
): Promise<void> {
  const { status, error } = answer;
  if (signal.aborted && status === null) return;
  const nowMs = realNowMs();
  if (error === null) {
    const ids = rows.map(({ id }) => id);
    await waiting(db, ids, { state: 'delivered', status, error, next_at: null, ended_at: new Date(nowMs) }).execute();
    return;
  }
  for (const row of rows) await waiting(db, [row.id], failed(row, answer, { nowMs, random: random() })).execute();
  if (status === 410) await switchOff(db, webhook, nowMs);
}

/** One attempt more of deliveries that wait; another server may have been quicker, where this one was taken for dead. */
const waiting = (db: Kysely<Database>, ids: readonly string[], now: Updateable<DeliveryTable>) =>
  db
    .updateTable('delivery')
    .set((e) => ({ ...now, attempts: e('attempts', '+', 1) }))
    .where('id', 'in', [...ids])
    .where('state', '=', 'waiting');

/** When it is tried again, or that it is given up. */
function failed(
  { attempts }: Row,
  { status, error, retryAfterMs }: Answered,
  { nowMs, random }: { nowMs: number; random: number },
): Updateable<DeliveryTable> {
  const waitMs = status === 410 ? null : retryMs(attempts + 1, random, retryAfterMs);
  return waitMs === null
    ? { state: 'dead', status, error, next_at: null, ended_at: new Date(nowMs) }
    : { state: 'waiting', status, error, next_at: new Date(nowMs + waitMs) };
}

/** The receiver says that it is no more: nothing is sent to it again, and what waits goes to the dead letters. */
const switchOff = (db: Kysely<Database>, { id, url }: WebhookRow, nowMs: number): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const gone = await trx
      .updateTable('webhook')
      .set((e) => ({ state: 'gone', version: e('version', '+', 1) }))
      .where('id', '=', id)
      // Not where somebody has given it another address meanwhile.
      .where('url', '=', url)
      .where('state', '=', 'on')
      .executeTakeFirst();
    if (gone.numUpdatedRows === 0n) return;
    await trx
      .updateTable('delivery')
      .set({ state: 'dead', next_at: null, ended_at: new Date(nowMs), status: 410, error: 'status 410' })
      .where('webhook', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  });

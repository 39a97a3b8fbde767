import type { Kysely, Selectable, Transaction } from 'kysely';
import type { z } from 'zod';
import { deliveriesShown, type Delivery, type deliveryQuerySchema, type WebhookFormat } from '../contract/telling.ts';
import type { Database, DeliveryTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';

const presentDelivery = (d: Selectable<DeliveryTable>): Delivery => ({
  ...{ id: d.id, number: d.number, webhook: d.webhook, kind: d.kind, seq: d.seq, state: d.state },
  ...{ attempts: d.attempts, status: d.status, error: d.error, createdAt: d.created_at.toISOString() },
  nextAt: d.next_at?.toISOString() ?? null,
  endedAt: d.ended_at?.toISOString() ?? null,
});

const ofCity = (db: Kysely<Database>, city: string) =>
  db
    .selectFrom('delivery')
    .innerJoin('webhook', 'webhook.id', 'delivery.webhook')
    .selectAll('delivery')
    .where('webhook.city_id', '=', city);

/** The newest first. */
export async function listDeliveries(
  db: Kysely<Database>,
  city: string,
  { webhook, state, before }: z.output<typeof deliveryQuerySchema>,
): Promise<Delivery[]> {
  let query = ofCity(db, city);
  if (webhook !== undefined) query = query.where('delivery.webhook', '=', webhook);
  if (state !== undefined) query = query.where('delivery.state', '=', state);
  if (before !== undefined) query = query.where('delivery.number', '<', before);
  return (await query.orderBy('delivery.number', 'desc').limit(deliveriesShown).execute()).map(presentDelivery);
}

interface Again {
  city: string;
  id: string;
  now: Date;
}

/** Puts a dead letter back among what is due, under its old id. Throws `delivery-unknown`, `delivery-not-dead`, `webhook-off`. */
export async function sendAgain(trx: Transaction<Database>, { city, id, now }: Again): Promise<Delivery> {
  const found = await ofCity(trx, city)
    .select('webhook.state as webhook_state')
    .where('delivery.id', '=', id)
    .forUpdate('delivery')
    .executeTakeFirst();
  if (found === undefined) throw new ProblemError('delivery-unknown', id);
  if (found.state !== 'dead') throw new ProblemError('delivery-not-dead', found.state);
  if (found.webhook_state !== 'on') throw new ProblemError('webhook-off');
  const row = await trx
    .updateTable('delivery')
    .set({ state: 'waiting', attempts: 0, next_at: now, ended_at: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return presentDelivery(row);
}

/** The same for all dead letters of a webhook; says how many. Throws `webhook-unknown`, `webhook-off`. */
export async function sendAllAgain(trx: Transaction<Database>, { city, id, now }: Again): Promise<number> {
  await webhookThatIsOn(trx, city, id);
  const again = await trx
    .updateTable('delivery')
    .set({ state: 'waiting', attempts: 0, next_at: now, ended_at: null })
    .where('webhook', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  return Number(again.numUpdatedRows);
}

async function webhookThatIsOn(db: Kysely<Database>, city: string, id: string): Promise<{ format: WebhookFormat }> {
  const found = await db
    .selectFrom('webhook')
    .select(['format', 'state'])
    .where('city_id', '=', city)
    .where('id', '=', id)
    // Who switches it off waits until what is queued now is there to be ended with the rest.
    .forShare()
    .executeTakeFirst();
  if (found === undefined) throw new ProblemError('webhook-unknown', id);
  if (found.state !== 'on') throw new ProblemError('webhook-off');
  return found;
}

const testText = '这是一条测试消息，收到即表示连接正常。';

/** Queues a message that tells nothing. Throws `webhook-unknown`, `webhook-off`. */
export async function addTest(
  db: Kysely<Database>,
  { city, webhook, id, now }: { city: string; webhook: string; id: string; now: Date },
): Promise<Delivery> {
  const { format } = await webhookThatIsOn(db, city, webhook);
  const document = { type: 'test', timestamp: now.toISOString(), data: { city, text: testText } };
  const body = format === 'standard' ? JSON.stringify(document) : `【测试】${testText}`;
  const row = await db
    .insertInto('delivery')
    .values({ ...{ id, webhook, kind: 'test', seq: null, body, state: 'waiting' }, created_at: now, next_at: now })
    .returningAll()
    .executeTakeFirstOrThrow();
  return presentDelivery(row);
}

import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { PushSubscription } from '../contract/telling.ts';
import type { Database, PushSubscriptionTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { leaseMs } from './lease.ts';

export type PushRow = Selectable<PushSubscriptionTable>;
export interface PushKeys {
  public: string;
  private: string;
}

/** The servers' key pair, made when it is first asked for, and kept. */
export async function pushKeys(db: Kysely<Database>): Promise<PushKeys> {
  const read = () => db.selectFrom('push_key').select(['public', 'private']).executeTakeFirst();
  const known = await read();
  if (known !== undefined) return known;
  const { default: webPush } = await import('web-push');
  const { publicKey, privateKey } = webPush.generateVAPIDKeys();
  await db
    .insertInto('push_key')
    .values({ public: publicKey, private: privateKey })
    .onConflict((c) => c.doNothing())
    .execute();
  // Another server may have been quicker.
  return (await read())!;
}

/** Devices of one person at the most; the oldest makes room. */
const mostDevices = 10;

/** Has a device told of what happens from now on; it belongs to whoever said so last. Throws `city-unknown`. */
export async function subscribe(
  trx: Transaction<Database>,
  person: string,
  { endpoint, keys, city, groups, locale, id, now }: PushSubscription & { id: string; now: Date },
): Promise<void> {
  const head = await trx.selectFrom('city').select('head_seq').where('id', '=', city).executeTakeFirst();
  if (head === undefined) throw new ProblemError('city-unknown', city);
  const given = { ...keys, person, city_id: city, groups: JSON.stringify(groups), locale };
  const begin = { cursor: head.head_seq, next_at: now, attempts: 0 };
  await trx
    .insertInto('push_subscription')
    .values({ id, endpoint, ...given, ...begin, created_at: now })
    .onConflict((c) => c.column('endpoint').doUpdateSet({ ...given, ...begin }))
    .execute();
  const others = trx.selectFrom('push_subscription').select('id').where('person', '=', person);
  await trx
    .deleteFrom('push_subscription')
    .where('person', '=', person)
    .where('id', 'in', others.orderBy('created_at', 'desc').orderBy('id').offset(mostDevices))
    .execute();
}

/** Somebody's own device is told nothing any more; one that is not known is content. */
export const unsubscribe = async (db: Kysely<Database>, person: string, endpoint: string): Promise<void> => {
  await db.deleteFrom('push_subscription').where('person', '=', person).where('endpoint', '=', endpoint).execute();
};

/** Takes a device behind which the log has moved on and which no server has in hand; of those due the one that waited longest. */
export async function takeDevice(db: Kysely<Database>, holder: string, nowMs: number): Promise<PushRow | undefined> {
  const now = new Date(nowMs);
  const { rows } = await sql<PushRow>`
    update push_subscription set leased_by = ${holder}, leased_until = ${new Date(nowMs + leaseMs)}
    where id = (
      select s.id from push_subscription s join city c on c.id = s.city_id
      where s.cursor < c.head_seq and s.next_at <= ${now} and (s.leased_until is null or s.leased_until <= ${now})
      order by s.leased_until nulls first limit 1 for update of s skip locked)
    returning *`.execute(db);
  return rows[0];
}

/** Gives it back with how far it was told, and from when on it may be told more. */
export const giveDeviceBack = async (
  db: Kysely<Database>,
  { id, leased_by }: PushRow,
  told: { cursor: number; attempts: number; nextMs: number; nowMs: number },
): Promise<void> => {
  await db
    .updateTable('push_subscription')
    .set({
      ...{ leased_by: null, leased_until: new Date(told.nowMs) },
      ...{ cursor: told.cursor, attempts: told.attempts, next_at: new Date(told.nextMs) },
    })
    .where('id', '=', id)
    .where('leased_by', '=', leased_by)
    .execute();
};

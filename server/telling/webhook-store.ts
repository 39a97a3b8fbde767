import { sql, type Kysely, type Transaction } from 'kysely';
import type { Webhook, WebhookChange, WebhookCreate } from '../contract/telling.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { shownAddress } from './hosts.ts';
import type { WebhookRow } from './lease.ts';
import { newWebhookSecret } from './sign.ts';

type Db = Kysely<Database> | Transaction<Database>;

const presentWebhook = (w: WebhookRow, { waiting, dead }: { waiting: number; dead: number }): Webhook => ({
  ...{ id: w.id, name: w.name, url: shownAddress(w.url), format: w.format, kinds: w.kinds },
  ...{ area: w.area, department: w.department, state: w.state, waiting, dead },
  ...{ createdAt: w.created_at.toISOString(), version: w.version },
});

const withCounts = (db: Db, city: string) =>
  db
    .selectFrom('webhook')
    .selectAll()
    .select((e) =>
      (['waiting', 'dead'] as const).map((state) =>
        e
          .selectFrom('delivery')
          .select((d) => d.fn.countAll<number>().as('n'))
          .whereRef('delivery.webhook', '=', 'webhook.id')
          .where('delivery.state', '=', state)
          .as(state),
      ),
    )
    .where('city_id', '=', city);

export async function listWebhooks(db: Db, city: string): Promise<Webhook[]> {
  const rows = await withCounts(db, city).orderBy('created_at').orderBy('id').execute();
  return rows.map((row) => presentWebhook(row, { waiting: row.waiting ?? 0, dead: row.dead ?? 0 }));
}

/** Throws `webhook-unknown`. */
export async function readWebhook(db: Db, city: string, id: string): Promise<Webhook> {
  const row = await withCounts(db, city).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new ProblemError('webhook-unknown', id);
  return presentWebhook(row, { waiting: row.waiting ?? 0, dead: row.dead ?? 0 });
}

async function refuseUnknownArea(db: Db, city: string, area: string | null | undefined): Promise<void> {
  if (area == null) return;
  const known = await db
    .selectFrom('area')
    .select('code')
    .where('city_id', '=', city)
    .where('code', '=', area)
    .executeTakeFirst();
  if (known !== undefined) return;
  const message = 'no such area · 没有这个区域';
  throw new ProblemError('input-invalid', `/area: ${message}`, [{ pointer: '/area', message }]);
}

async function headOf(db: Db, city: string): Promise<number> {
  const row = await db.selectFrom('city').select('head_seq').where('id', '=', city).executeTakeFirst();
  if (row === undefined) throw new ProblemError('city-unknown', city);
  return row.head_seq;
}

const isTaken = (error: unknown): boolean => (error as { constraint?: string }).constraint === 'webhook_robot';
const orTaken = (error: unknown): never => {
  throw isTaken(error) ? new ProblemError('webhook-exists') : error;
};

/** Registers a webhook, which hears of what happens from now on. Throws `webhook-exists`, `input-invalid`. */
export async function addWebhook(
  db: Db,
  city: string,
  { kinds, robotSecret, ...given }: WebhookCreate & { id: string; now: Date },
): Promise<{ webhook: Webhook; secret: string | null }> {
  const { now, ...columns } = given;
  await refuseUnknownArea(db, city, given.area);
  const secret = given.format === 'standard' ? newWebhookSecret() : null;
  await db
    .insertInto('webhook')
    .values({
      ...{ ...columns, city_id: city, secret: secret ?? robotSecret ?? null, kinds: JSON.stringify(kinds) },
      ...{ state: 'on', cursor: await headOf(db, city), created_at: now, version: 1 },
    })
    .execute()
    .catch(orTaken);
  return { webhook: await readWebhook(db, city, given.id), secret };
}

export interface Named {
  city: string;
  id: string;
}

/** Throws `webhook-unknown`, `version-stale`, `webhook-exists`, `input-invalid`. */
export async function changeWebhook(
  trx: Transaction<Database>,
  { city, id, version }: Named & { version: number },
  { kinds, ...rest }: WebhookChange,
): Promise<Webhook> {
  await refuseUnknownArea(trx, city, rest.area);
  const before = await trx
    .selectFrom('webhook')
    .select(['state', 'version'])
    .where('city_id', '=', city)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) throw new ProblemError('webhook-unknown', id);
  if (before.version !== version) throw new ProblemError('version-stale');
  // What happened while it was off is not told.
  const cursor = rest.state === 'on' && before.state !== 'on' ? { cursor: await headOf(trx, city) } : {};
  await trx
    .updateTable('webhook')
    .set({ ...rest, ...(kinds && { kinds: JSON.stringify(kinds) }), ...cursor, version: sql<number>`version + 1` })
    .where('id', '=', id)
    .execute()
    .catch(orTaken);
  return readWebhook(trx, city, id);
}

/** Removes a webhook with all that it was sent. Throws `webhook-unknown`. */
export async function removeWebhook(db: Db, { city, id }: Named): Promise<void> {
  const gone = await db.deleteFrom('webhook').where('city_id', '=', city).where('id', '=', id).executeTakeFirst();
  if (gone.numDeletedRows === 0n) throw new ProblemError('webhook-unknown', id);
}

import { sql, type Kysely, type Selectable } from 'kysely';
import type { Database, WebhookTable } from '../db/schema.ts';

export type WebhookRow = Selectable<WebhookTable>;

/** Longer than any answer may take: past it the server that held a webhook is taken for dead. */
export const leaseMs = 30_000;

/**
 * Takes a webhook for which something is due and which no server has in hand, the one that waited longest first; nobody
 * else sends to it until it is given back.
 */
export async function takeWebhook(
  db: Kysely<Database>,
  holder: string,
  nowMs: number,
): Promise<WebhookRow | undefined> {
  const now = new Date(nowMs);
  const { rows } = await sql<WebhookRow>`
    update webhook set leased_by = ${holder}, leased_until = ${new Date(nowMs + leaseMs)}
    where id = (
      select id from webhook w
      where state = 'on' and (leased_until is null or leased_until <= ${now})
        and (paced_until is null or paced_until <= ${now})
        and exists (select from delivery d where d.webhook = w.id and d.state = 'waiting' and d.next_at <= ${now})
      order by leased_until nulls first limit 1 for update skip locked)
    returning *`.execute(db);
  return rows[0];
}

/** Gives it back; a robot rests until `pacedMs`. Whose time had run out has nothing to give back. */
export const giveBack = async (
  db: Kysely<Database>,
  { id, leased_by }: WebhookRow,
  { nowMs, pacedMs }: { nowMs: number; pacedMs: number | null },
): Promise<void> => {
  await db
    .updateTable('webhook')
    .set({ leased_by: null, leased_until: new Date(nowMs), ...(pacedMs && { paced_until: new Date(pacedMs) }) })
    .where('id', '=', id)
    .where('leased_by', '=', leased_by)
    .execute();
};

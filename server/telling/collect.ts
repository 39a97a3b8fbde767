import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Database, DeliveryTable, WebhookTable } from '../db/schema.ts';
import { presentEvent } from '../live/present.ts';
import { bodyOf, newsIn, type CityWords } from './news.ts';

/** Events that are read at once. */
const atOnce = 500;

export interface CollectDeps {
  db: Kysely<Database>;
  realNowMs: () => number;
  newId: () => string;
}

/**
 * Writes the deliveries of what has happened. A webhook's cursor moves in the same transaction in which its deliveries are
 * written, so that nothing is lost and nothing is written twice, whenever a server ends and however many there are.
 */
export async function collect(deps: CollectDeps): Promise<void> {
  const behind = await deps.db
    .selectFrom('webhook')
    .innerJoin('city', 'city.id', 'webhook.city_id')
    .select('webhook.id')
    .where('webhook.state', '=', 'on')
    .whereRef('webhook.cursor', '<', 'city.head_seq')
    .execute();
  for (const { id } of behind) while (await collectSome(deps, id));
}

/** True where there is more. */
const collectSome = ({ db, realNowMs, newId }: CollectDeps, id: string): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    const webhook = await trx
      .selectFrom('webhook')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'on')
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (webhook === undefined) return false;
    const { rows, cursor, isMore } = await readNews(trx, webhook);
    const now = new Date(realNowMs());
    if (rows.length > 0)
      await trx
        .insertInto('delivery')
        .values(rows.map((row) => ({ ...row, id: `msg_${newId()}`, created_at: now, next_at: now })))
        .execute();
    await trx.updateTable('webhook').set({ cursor }).where('id', '=', id).execute();
    return isMore;
  });

type NewRow = Pick<Selectable<DeliveryTable>, 'webhook' | 'kind' | 'seq' | 'body' | 'state'>;

async function readNews(
  trx: Transaction<Database>,
  webhook: Selectable<WebhookTable>,
): Promise<{ rows: NewRow[]; cursor: number; isMore: boolean }> {
  const { city_id, kinds, format } = webhook;
  const city = await trx.selectFrom('city').selectAll().where('id', '=', city_id).executeTakeFirstOrThrow();
  const events = await trx
    .selectFrom('event')
    .selectAll()
    .where('city_id', '=', city_id)
    .where('seq', '>', webhook.cursor)
    // What is committed while this runs is the next look's.
    .where('seq', '<=', city.head_seq)
    .where('type', 'in', kinds)
    .orderBy('seq')
    .limit(atOnce)
    .execute();
  const isMore = events.length === atOnce;
  const news = events.map((row) => newsIn(presentEvent(row), webhook)).filter((seen) => seen !== null);
  const words: CityWords = {
    ...{ id: city.id, name: city.name, timeZone: city.time_zone },
    areas: news.length > 0 && format !== 'standard' ? await areaNames(trx, city_id) : new Map(),
  };
  return {
    rows: news.map((seen) => ({
      ...{ webhook: webhook.id, kind: seen.type, seq: seen.seq, state: 'waiting' },
      body: bodyOf(seen, format, words),
    })),
    cursor: isMore ? events.at(-1)!.seq : city.head_seq,
    isMore,
  };
}

export async function areaNames(db: Kysely<Database>, cityId: string): Promise<Map<string, string>> {
  const areas = await db.selectFrom('area').select(['code', 'name']).where('city_id', '=', cityId).execute();
  return new Map(areas.map(({ code, name }) => [code, name]));
}

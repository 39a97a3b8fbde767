import { seesAll, shown, stationShown, type Scope } from '../contract/scope.ts';
import { visibleIn } from './visible.ts';
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { CityEvent } from '../contract/events.ts';
import { closedKept, type Snapshot } from '../contract/state.ts';
import { endStages } from '../contract/matrix.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { CityTable, Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { presentClock, presentEvent, presentFeed, presentStation, presentWhistle } from './present.ts';

/** Past this many missed events a snapshot is smaller and quicker. */
export const catchUpLimit = 5000;

/** Events `after + 1 …` in order, at most `limit`. */
export async function readEvents(
  db: Kysely<Database>,
  cityId: string,
  after: number,
  limit: number,
): Promise<CityEvent[]> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('city_id', '=', cityId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(presentEvent);
}

export interface CityHead {
  id: string;
  log: string;
  version: number;
  head_seq: number;
  floor_seq: number;
}

export const readHeads = (db: Kysely<Database>): Promise<CityHead[]> =>
  db.selectFrom('city').select(['id', 'log', 'version', 'head_seq', 'floor_seq']).execute();

/** The city's head; throws `city-unknown`. */
export async function readHead(db: Kysely<Database>, cityId: string): Promise<CityHead> {
  const head = await db
    .selectFrom('city')
    .select(['id', 'log', 'version', 'head_seq', 'floor_seq'])
    .where('id', '=', cityId)
    .executeTakeFirst();
  if (head === undefined) throw new ProblemError('city-unknown', cityId);
  return head;
}

/** Reads a city, and what `work` reads, at one instant of its log; throws `city-unknown`. */
export const atOneInstant = <T>(
  db: Kysely<Database>,
  cityId: string,
  work: (trx: Transaction<Database>, city: Selectable<CityTable>) => Promise<T>,
): Promise<T> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const city = await trx.selectFrom('city').selectAll().where('id', '=', cityId).executeTakeFirst();
      if (city === undefined) throw new ProblemError('city-unknown', cityId);
      return work(trx, city);
    });

const whistlesOf = (trx: Transaction<Database>, cityId: string, scope: Scope) =>
  trx.selectFrom('whistle').selectAll().where('city_id', '=', cityId).where(visibleIn(scope));
const readOpen = async (trx: Transaction<Database>, cityId: string, scope: Scope): Promise<Whistle[]> =>
  (
    await whistlesOf(trx, cityId, scope)
      .where('stage', 'not in', [...endStages])
      .orderBy('seq')
      .execute()
  ).map((row) => shown(presentWhistle(row), scope));

/** Everything of a city. */
export const wholeCity: Scope = { parts: [{ area: null, department: null }], masked: false };

/** What head figures are made of, without the stations and the closed; throws `city-unknown`. */
export const readOpenWhistles = (
  db: Kysely<Database>,
  cityId: string,
  scope: Scope,
): Promise<Pick<Snapshot, 'clock' | 'open' | 'counters'>> =>
  atOneInstant(db, cityId, async (trx, city) => ({
    clock: presentClock(city),
    open: await readOpen(trx, cityId, scope),
    counters: await countersOf(trx, city, scope),
  }));

/** The counters of a city, or of what a scope sees of it, which nobody keeps: they are counted. */
async function countersOf(
  trx: Transaction<Database>,
  city: Selectable<CityTable>,
  scope: Scope,
): Promise<Snapshot['counters']> {
  if (seesAll(scope)) return city.counters;
  const closedBy = (condition: ReturnType<typeof sql>) =>
    sql<number>`count(*) filter (where stage = 'closed' and ${condition})`;
  const { since, ...counts } = await trx
    .selectFrom('whistle')
    .where('city_id', '=', city.id)
    .where(visibleIn(scope))
    .select([
      sql<number>`count(*)`.as('called'),
      closedBy(sql`true`).as('closed'),
      closedBy(sql`closed_at <= resolve_by`).as('closedInTime'),
      closedBy(sql`closed_at > resolve_by`).as('closedLate'),
      sql<number>`count(*) filter (where stage = 'merged')`.as('merged'),
      sql<Date | null>`min(called_at)`.as('since'),
    ])
    .executeTakeFirstOrThrow();
  return { ...counts, since: since?.toISOString() ?? null };
}

/** The whole live state, as far as a scope sees it; throws `city-unknown`. */
export const readSnapshot = (
  db: Kysely<Database>,
  cityId: string,
  scope: Scope = wholeCity,
): Promise<{ log: string; version: number; snapshot: Snapshot }> =>
  atOneInstant(db, cityId, async (trx, city) => {
    const stations = await trx
      .selectFrom('station')
      .selectAll()
      .where('city_id', '=', cityId)
      .orderBy('code')
      .execute();
    const open = await readOpen(trx, cityId, scope);
    const closed = await whistlesOf(trx, cityId, scope)
      .where('stage', '=', 'closed')
      .orderBy('seq', 'desc')
      .limit(closedKept)
      .execute();
    const snapshot: Snapshot = {
      seq: city.head_seq,
      clock: presentClock(city),
      feed: presentFeed(city),
      stations: stations.map((row) => stationShown(presentStation(row), scope)),
      open,
      closed: closed.map((row) => shown(presentWhistle(row), scope)),
      counters: await countersOf(trx, city, scope),
    };
    return { log: city.log, version: city.version, snapshot };
  });

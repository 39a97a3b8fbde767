import type { Kysely, Selectable } from 'kysely';
import { listCityIds, readCity } from '../cities/store.ts';
import { dayName } from '../clocks/chinese-calendar.ts';
import { cityIdSchema } from '../contract/city.ts';
import { cityTimeMs } from '../contract/clock.ts';
import type { Item } from '../contract/item.ts';
import type { CityTable, Database } from '../db/schema.ts';
import { listOn } from '../items/book.ts';
import { presentClock } from '../live/present.ts';
import type { Open311Deps } from './deps.ts';
import { refuse } from './refusal.ts';

export type CityRow = Selectable<CityTable>;

const unknown = (): Error => refuse(404, '没有这个 jurisdiction_id', 'jurisdiction_id was not found');

/** The city that `jurisdiction_id` names; left out, the only one there is. */
export async function jurisdictionOf(db: Kysely<Database>, named: string | undefined): Promise<CityRow> {
  const ids = await listCityIds(db);
  if (named !== undefined) {
    if (!cityIdSchema.safeParse(named).success || !ids.includes(named)) throw unknown();
    return readCity(db, named);
  }
  const [only, ...others] = ids;
  if (only !== undefined && others.length === 0) return readCity(db, only);
  const all = ids.join(', ');
  throw refuse(400, `请提供 jurisdiction_id：${all}`, `jurisdiction_id was not provided; there are: ${all}`);
}

/** City time now, ms. */
export const cityNowMs = ({ realNowMs }: Open311Deps, city: CityRow): number =>
  cityTimeMs(presentClock(city), realNowMs());

/** The items in force in a city now: its services. */
export async function itemsInForce(deps: Open311Deps, city: CityRow): Promise<readonly Item[]> {
  const day = dayName(deps.times(city.time_zone).dayOf(cityNowMs(deps, city)));
  return listOn(await deps.items.of(city.id), day)?.items ?? [];
}

import type { Item } from '../contract/item.ts';
import type { StoredItemList } from '../contract/item-list.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityChange } from '../live/batch.ts';
import { cityDay } from './city-day.ts';
import { findList, lastList, readList } from './store.ts';

const todayIn = (c: CityChange): string => cityDay(c.now, c.city.time_zone);

/** Whistles have been blown under it, or may be at any moment: it stays as it is. */
function refuseBegun(c: CityChange, startsOn: string): void {
  const today = todayIn(c);
  if (startsOn <= today) throw new ProblemError('list-in-force', `${startsOn}; ${today} in the city`);
}

/** The version that the caller saw must be the one that is there; none where nothing is. */
function checkVersion(stored: StoredItemList | undefined, seen: number | undefined): void {
  if (stored !== undefined && seen === undefined) throw new ProblemError('version-missing');
  if (stored?.version !== seen)
    throw new ProblemError('version-stale', `version ${stored?.version ?? 'none'}, not ${seen ?? 'none'}`);
}

/**
 * Stores the list that holds from a day on, in place of one of the same day that the caller saw; row and `items.listed`.
 * The first list of a city may begin at once or in the past; after that only days to come. Throws `list-in-force`,
 * `version-missing` or `version-stale`.
 */
export async function putList(
  c: CityChange,
  { startsOn, items, version: seen }: { startsOn: string; items: Item[]; version: number | undefined },
): Promise<StoredItemList> {
  const held = await lastList(c.trx, c.city.id, { day: todayIn(c), including: true });
  if (held !== undefined) refuseBegun(c, startsOn);
  checkVersion(await findList(c.trx, c.city.id, startsOn), seen);
  // Of the event: a list that is removed and made again does not get its old versions back.
  const version = c.nextSeq();
  const row = { items: JSON.stringify(items), version };
  await c.trx
    .insertInto('item_list')
    .values({ city_id: c.city.id, starts_on: startsOn, ...row })
    .onConflict((conflict) => conflict.columns(['city_id', 'starts_on']).doUpdateSet(row))
    .execute();
  c.emit({ type: 'items.listed', data: { startsOn } }, c.now);
  return { startsOn, version, items };
}

/** Removes a list that has not begun; throws `item-list-unknown`, `list-in-force` or `version-stale`. */
export async function removeList(c: CityChange, startsOn: string, seen: number): Promise<void> {
  const stored = await readList(c.trx, c.city.id, startsOn);
  refuseBegun(c, startsOn);
  checkVersion(stored, seen);
  await c.trx.deleteFrom('item_list').where('city_id', '=', c.city.id).where('starts_on', '=', startsOn).execute();
  c.emit({ type: 'items.listed', data: { startsOn } }, c.now);
}

import type { Kysely } from 'kysely';
import type { ItemList } from '../contract/item.ts';
import type { Database } from '../db/schema.ts';
import type { TailListener } from '../live/tail.ts';

/** The lists of a city, newest first. A list that holds is never changed, so what was read may be kept. */
export type Lists = readonly ItemList[];

/** Keeps the lists of every city in memory: each call asks for one. */
export class ItemBook {
  private readonly known = new Map<string, Promise<Lists>>();

  constructor(private readonly db: Kysely<Database>) {}

  of(cityId: string): Promise<Lists> {
    let lists = this.known.get(cityId);
    if (lists === undefined) {
      lists = this.read(cityId);
      this.known.set(cityId, lists);
      lists.catch(() => this.forget(cityId));
    }
    return lists;
  }

  /** Another server may have listed them. */
  readonly listener: TailListener = {
    events: ({ id }, _after, events) => {
      if (events.some((e) => e.type === 'items.listed')) this.forget(id);
    },
    beat: () => undefined,
  };

  /** After a list of the city was added or changed. */
  forget(cityId: string): void {
    this.known.delete(cityId);
  }

  private async read(cityId: string): Promise<Lists> {
    const rows = await this.db
      .selectFrom('item_list')
      .select(['starts_on', 'items'])
      .where('city_id', '=', cityId)
      .orderBy('starts_on', 'desc')
      .execute();
    return rows.map(({ starts_on, items }) => ({ startsOn: starts_on, items }));
  }
}

/** The list that holds on a day (`YYYY-MM-DD`); undefined before the first one begins. */
export const listOn = (lists: Lists, day: string): ItemList | undefined =>
  lists.find(({ startsOn }) => startsOn <= day);

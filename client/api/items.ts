import type { Item } from '../../server/contract/item.ts';
import {
  itemCheckSchema,
  itemListsSchema,
  itemsOnDaySchema,
  listMediaTypes,
  storedListSchema,
  type ItemCheck,
  type ItemLists,
  type ItemsOnDay,
  type ListFormat,
  type StoredItemList,
} from '../../server/contract/item-list.ts';
import type { Locale } from '../i18n/format.ts';
import type { Http } from './http.ts';

const under = (city: string): string => `/cities/${encodeURIComponent(city)}`;

/** The list that holds today. */
export const fetchItems = (http: Http, city: string, signal?: AbortSignal): Promise<ItemsOnDay> =>
  http.json(`${under(city)}/items`, itemsOnDaySchema, signal);

export const fetchItemLists = (http: Http, city: string, signal?: AbortSignal): Promise<ItemLists> =>
  http.json(`${under(city)}/item-lists`, itemListsSchema, signal);

export const fetchItemList = (
  http: Http,
  city: string,
  startsOn: string,
  signal?: AbortSignal,
): Promise<StoredItemList> => http.json(`${under(city)}/item-lists/${startsOn}`, storedListSchema, signal);

/** Where a browser gets a list as a file. */
export const itemFileAddress = (city: string, startsOn: string, format: ListFormat, locale: Locale): string =>
  `/api/v1${under(city)}/item-lists/${startsOn}/items.${format}?language=${locale}`;

/** Has a file checked against the list before the day that it shall begin; stores nothing. */
export const checkItemFile = (http: Http, city: string, startsOn: string, file: File): Promise<ItemCheck> =>
  http.upload(
    {
      path: `${under(city)}/item-lists/check?startsOn=${startsOn}`,
      file,
      mediaType: listMediaTypes[/\.xlsx$/i.test(file.name) ? 'xlsx' : 'csv'],
    },
    itemCheckSchema,
  );

/** Stores the list that begins on a day, in place of the version `replaces` where there is one. */
export const putItemList = (
  http: Http,
  city: string,
  { startsOn, items, replaces }: { startsOn: string; items: Item[]; replaces: number | null },
): Promise<StoredItemList> =>
  http.send(
    { method: 'PUT', path: `${under(city)}/item-lists/${startsOn}`, body: { items } },
    storedListSchema,
    replaces === null ? {} : { ifMatch: replaces },
  );

export const removeItemList = (
  http: Http,
  city: string,
  { startsOn, version }: { startsOn: string; version: number },
): Promise<ItemLists> =>
  http.send({ method: 'DELETE', path: `${under(city)}/item-lists/${startsOn}` }, itemListsSchema, { ifMatch: version });

import type { Request } from 'express';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { cityIdSchema } from '../contract/city.ts';
import { cityTimeMs } from '../contract/clock.ts';
import { daySchema } from '../contract/item.ts';
import {
  differenceOf,
  itemCheckSchema,
  itemListPutSchema,
  itemListsSchema,
  itemsOnDaySchema,
  listMediaTypes,
  maxItems,
  storedListSchema,
  type CheckedItems,
  type ItemCheck,
  type ListFormat,
} from '../contract/item-list.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Database } from '../db/schema.ts';
import { deedOf } from '../http/deed.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { ifMatch, requiredVersion, withTag } from '../http/version.ts';
import type { CityChange } from '../live/batch.ts';
import type { CityLog } from '../live/log.ts';
import { presentClock } from '../live/present.ts';
import { putList, removeList } from './changes.ts';
import { checkItems } from './check-items.ts';
import { spell } from '../cities/spelling.ts';
import { cityDay } from './city-day.ts';
import { initialsSpeller } from './initials.ts';
import type { ItemBook } from './book.ts';
import type { ListFiles } from './list-files.ts';
import { findList, lastList, nextStart, readHeads, readList } from './store.ts';

export interface ItemDeps {
  db: Kysely<Database>;
  log: CityLog;
  audit: AuditLog;
  files: ListFiles;
  /** Keeps the lists for those who call; it must hear of a change. */
  book: ItemBook;
  realNowMs: () => number;
}

/** A change of a city's lists, on record, and known to this server at once. */
async function changed<T>(
  { log, book }: ItemDeps,
  city: string,
  req: Request,
  work: (c: CityChange) => Promise<T>,
): Promise<T> {
  const answer = await log.run(city, { deed: deedOf(req), work });
  book.forget(city);
  return answer;
}

const params = z.object({ city: cityIdSchema });
const listParams = z.object({ city: cityIdSchema, startsOn: daySchema });
const language = z.enum(['zh-CN', 'en']).default('zh-CN');

/** Day of the city's calendar now; throws `city-unknown`. */
async function todayIn({ db, realNowMs }: ItemDeps, cityId: string): Promise<string> {
  const city = await db.selectFrom('city').selectAll().where('id', '=', cityId).executeTakeFirst();
  if (city === undefined) throw new ProblemError('city-unknown', cityId);
  return cityDay(new Date(cityTimeMs(presentClock(city), realNowMs())), city.time_zone);
}

const listsNow = async (deps: ItemDeps, cityId: string) => {
  const today = await todayIn(deps, cityId);
  return { today, lists: await readHeads(deps.db, cityId, today) };
};

const initialsOf = initialsSpeller(spell);

const readRoutes = (deps: ItemDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/cities/:city/items',
      access: 'city.read',
      id: 'getItems',
      summary: 'The whistle items that hold on a day, today where none is named',
      params,
      query: z.strictObject({ day: daySchema.optional() }),
      answer: { schema: itemsOnDaySchema },
      problems: ['city-unknown', 'input-invalid'],
    },
    async ({ params: { city }, query }) => {
      const today = await todayIn(deps, city);
      const day = query.day ?? today;
      const list = (await lastList(deps.db, city, { day, including: true })) ?? null;
      const until = await nextStart(deps.db, city, day);
      return { day, until, list, initials: await initialsOf(list?.items.map((i) => i.name) ?? []) };
    },
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/item-lists',
      access: 'city.read',
      id: 'listItemLists',
      summary: 'All revisions of the list of items, the newest first',
      params,
      answer: { schema: itemListsSchema },
      problems: ['city-unknown'],
    },
    ({ params: { city } }) => listsNow(deps, city),
  ),
  route(
    {
      method: 'get',
      path: '/cities/:city/item-lists/:startsOn',
      access: 'city.read',
      id: 'getItemList',
      summary: 'One revision with its items',
      params: listParams,
      answer: { schema: storedListSchema },
      problems: ['item-list-unknown', 'input-invalid'],
    },
    async ({ params: { city, startsOn }, res }) => withTag(res, await readList(deps.db, city, startsOn)),
  ),
];

const exportRoute = ({ db, audit, files }: ItemDeps, format: ListFormat): Route =>
  route(
    {
      method: 'get',
      path: `/cities/:city/item-lists/:startsOn/items.${format}`,
      access: 'city.read',
      id: format === 'csv' ? 'exportItemsCsv' : 'exportItemsXlsx',
      summary: `One revision as ${format.toUpperCase()}, in Chinese or English; it can be read back as it is`,
      params: listParams,
      query: z.strictObject({ language }),
      answer: { schema: listMediaTypes[format] },
      problems: ['item-list-unknown', 'input-invalid'],
    },
    async ({ params: { city, startsOn }, query, req, res }) => {
      const { items } = await readList(db, city, startsOn);
      const body = await files.write(items, format, query.language);
      await audit.add({ ...deedOf(req), outcome: 'taken', code: null });
      res.attachment(`items-${city}-${startsOn}.${format}`).type(listMediaTypes[format]).send(Buffer.from(body));
    },
  );

/** A JSON body of items; files come as bytes. */
const checkBody = z.strictObject({ items: z.array(z.unknown()).max(maxItems) });

/** What was sent, checked: a file by the bytes, else JSON. */
const checkSent = (files: ListFiles, { body }: Request): CheckedItems | Promise<CheckedItems> =>
  Buffer.isBuffer(body) ? files.check(body) : checkItems((body as z.infer<typeof checkBody>).items);

const checkRoute = ({ db, files }: ItemDeps): Route =>
  route(
    {
      method: 'post',
      path: '/cities/:city/item-lists/check',
      access: 'items.change',
      id: 'checkItemList',
      summary: 'Reads a list (CSV, XLSX or JSON), says what cannot be used, and what would change; stores nothing',
      params,
      query: z.strictObject({ startsOn: daySchema }),
      body: checkBody,
      files: Object.values(listMediaTypes),
      answer: { schema: itemCheckSchema },
      problems: ['city-unknown', 'input-invalid', 'body-malformed', 'body-too-large', 'media-type-unsupported'],
    },
    async ({ params: { city }, query: { startsOn }, req }): Promise<ItemCheck> => {
      if ((await db.selectFrom('city').select('id').where('id', '=', city).executeTakeFirst()) === undefined)
        throw new ProblemError('city-unknown', city);
      const checked = await checkSent(files, req);
      const before = await lastList(db, city, { day: startsOn, including: false });
      return {
        startsOn,
        ...checked,
        from: before?.startsOn ?? null,
        difference: differenceOf(before?.items ?? [], checked.items),
        replaces: (await findList(db, city, startsOn))?.version ?? null,
      };
    },
  );

const changeRoutes = (deps: ItemDeps): Route[] => [
  route(
    {
      method: 'put',
      path: '/cities/:city/item-lists/:startsOn',
      access: 'items.change',
      id: 'putItemList',
      summary: 'Stores the list that holds from a day on; one that has begun stays as it is',
      params: listParams,
      body: itemListPutSchema,
      headers: ['If-Match'],
      answer: { schema: storedListSchema },
      problems: ['city-unknown', 'input-invalid', 'list-in-force', 'version-missing', 'version-stale'],
    },
    async ({ params: { city, startsOn }, body: { items }, req, res }) => {
      const version = ifMatch(req);
      return withTag(res, await changed(deps, city, req, (c) => putList(c, { startsOn, items, version })));
    },
  ),
  route(
    {
      method: 'delete',
      path: '/cities/:city/item-lists/:startsOn',
      access: 'items.change',
      id: 'removeItemList',
      summary: 'Removes a list that has not begun; answers the ones that are left',
      params: listParams,
      headers: ['If-Match'],
      answer: { schema: itemListsSchema },
      problems: ['item-list-unknown', 'input-invalid', 'list-in-force', 'version-missing', 'version-stale'],
    },
    async ({ params: { city, startsOn }, req }) => {
      const version = requiredVersion(req);
      await changed(deps, city, req, (c) => removeList(c, startsOn, version));
      return listsNow(deps, city);
    },
  ),
];

export const itemRoutes = (deps: ItemDeps): Route[] => [
  ...readRoutes(deps),
  exportRoute(deps, 'csv'),
  exportRoute(deps, 'xlsx'),
  checkRoute(deps),
  ...changeRoutes(deps),
];

import type { Request } from 'express';
import { listCityIds, readCity } from '../cities/store.ts';
import { dayName } from '../clocks/chinese-calendar.ts';
import type { Language } from '../http/sentences.ts';
import { listOn } from '../items/book.ts';
import type { Sentence } from './answer.ts';
import type { Open311Deps } from './deps.ts';
import { cityNowMs, type CityRow } from './jurisdiction.ts';
import type { Document } from './xml.ts';

/** The day on which this document took its present form; it sorts with the lists' first days. */
const documentDay = '2026-11-26';

const contact: Sentence = { zh: '请联系本市指挥中心', en: 'Ask the city’s command centre' };
const keyService: Sentence = {
  zh: '向指挥中心申请 API 令牌，提交时作为 api_key',
  en: 'Ask the city’s command centre for an API token, and send it as api_key',
};

/** The day from which a city's list in force holds; empty where it has none. */
async function listDay(deps: Open311Deps, city: CityRow): Promise<string> {
  const today = dayName(deps.times(city.time_zone).dayOf(cityNowMs(deps, city)));
  return listOn(await deps.items.of(city.id), today)?.startsOn ?? '';
}

/** Where this server stands, as the asker reached it; a path where that cannot be told. */
function endpointOf(req: Request): string {
  const host = req.get('Host') ?? '';
  return /^[\w.:[\]-]{1,255}$/.test(host) ? `${req.protocol}://${host}/open311/v2` : '/open311/v2';
}

/** What the specification calls service discovery. `changeset` rises when services may have changed. */
export async function discovery(deps: Open311Deps, req: Request, language: Language): Promise<Document> {
  const cities = await Promise.all((await listCityIds(deps.db)).map((id) => readCity(deps.db, id)));
  const days = await Promise.all(cities.map((city) => listDay(deps, city)));
  const changeset = [documentDay, ...days].sort().at(-1)!;
  const endpoint = {
    specification: 'http://wiki.open311.org/GeoReport_v2',
    url: endpointOf(req),
    changeset,
    // Nobody acts on what is sent to a city that is only played.
    type: cities.some((city) => city.clock_kind === 'live') ? 'production' : 'test',
    formats: ['text/xml', 'application/json'],
  };
  return {
    root: 'discovery',
    value: { changeset, contact: contact[language], key_service: keyService[language], endpoints: [endpoint] },
  };
}

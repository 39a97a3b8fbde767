import type { CityEvent } from '../contract/events.ts';
import { toldBy, type NoticeGroup, type Told } from '../contract/notice.ts';
import type { Grant } from '../contract/people.ts';
import type { PushMessage } from '../contract/telling.ts';
import { lineOf, newsIn, type CityWords } from './news.ts';
import { groupWords, matterOf } from './words.ts';

export interface Owner {
  grants: readonly Grant[];
  groups: readonly NoticeGroup[];
  locale: 'zh-CN' | 'en';
}

/** Lines of a message at the most; a device shows no more. */
const shownLines = 3;

/** One message for everything that events tell somebody, without personal data; `null` where it is nothing. */
export function pushMessageOf(events: readonly CityEvent[], owner: Owner, city: CityWords): PushMessage | null {
  const told = events.flatMap((event) => {
    const about = toldBy(event, owner.grants, city.id);
    return about !== null && owner.groups.includes(about.group) ? [{ event, about }] : [];
  });
  const last = told.at(-1);
  if (last === undefined) return null;
  const isChinese = owner.locale === 'zh-CN';
  const lines = told.slice(-shownLines).map(({ event, about }) => (isChinese ? chinese(event, city) : english(about)));
  const more = told.length - lines.length;
  if (more > 0) lines.push(isChinese ? `另有 ${more} 条` : `and ${more} more`);
  const view = new URLSearchParams({ city: city.id });
  if (told.length === 1) view.set('sel', `whistle:${last.about.whistle.id}`);
  return {
    title: isChinese ? `哨图·${city.name}` : 'Shaotu',
    ...{ body: lines.join('\n'), tag: `${city.id}-${last.event.seq}`, url: `/?${String(view)}` },
  };
}

const everywhere = { area: null, department: null };
const chinese = (event: CityEvent, city: CityWords): string => lineOf(newsIn(event, everywhere)!, city);
const english = ({ group, whistle }: Told): string => `${groupWords[group]}: ${whistle.code} ${matterOf(whistle)}`;

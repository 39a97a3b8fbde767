import { eventIn, isOfWhistle, type Scope } from '../contract/scope.ts';
import type { CityEvent } from '../contract/events.ts';
import type { WebhookFormat } from '../contract/telling.ts';
import type { Whistle } from '../contract/whistle.ts';
import { kindWords, matterOf, plain } from './words.ts';

/** What a message needs to know of the city. */
export interface CityWords {
  id: string;
  name: string;
  timeZone: string;
  /** Names of areas by code. */
  areas: ReadonlyMap<string, string>;
}

/** An event of a whistle without personal data, as somebody who sees a part of a city does; `null` where it is out of it. */
export function newsIn(event: CityEvent, part: { area: string | null; department: string | null }) {
  const scope: Scope = { parts: [part], masked: true };
  const seen = isOfWhistle(event) ? eventIn(event, scope) : null;
  return seen !== null && isOfWhistle(seen) ? seen : null;
}
export type News = NonNullable<ReturnType<typeof newsIn>>;

/** What is sent for an event: a document, or one line of a robot's message. */
export const bodyOf = (news: News, format: WebhookFormat, city: CityWords): string =>
  format === 'standard' ? documentOf(news, city.id) : lineOf(news, city);

/** What somebody wrote freely can name somebody: the item or the kind stands for it. */
const impersonal = (w: Whistle): Whistle => ({ ...w, title: matterOf(w) });

function documentOf({ type, seq, at, recordedAt, data }: News, city: string): string {
  const whistle = impersonal(data.whistle);
  const next = 'next' in data && data.next !== null ? { next: impersonal(data.next) } : {};
  return JSON.stringify({ type, timestamp: recordedAt, data: { city, seq, at, ...data, whistle, ...next } });
}

const deadlineWords = { report: '报到期限', resolve: '办结期限', close: '结案期限' };

/** The deadline that an event is about: an alarm's, else the first one of a new whistle. */
function deadlineOf({ type, data }: News): [keyof typeof deadlineWords, string | null] {
  const { whistle: w, department } = data;
  if (!('deadline' in data)) return type === 'whistle.called' ? ['report', w.reportBy] : ['resolve', null];
  const part = w.departments.find((d) => d.department === department);
  return [data.deadline, data.deadline === 'report' ? (part?.reportBy ?? null) : (part ?? w).resolveBy];
}

export function lineOf(news: News, { areas, timeZone }: CityWords): string {
  const { whistle: w, department } = news.data;
  const [of, by] = deadlineOf(news);
  const called = news.type === 'whistle.called' ? `呼叫 ${namesOf(w)}` : (department ?? '');
  const parts = [
    `【${kindWords[news.type]}】${w.code} ${matterOf(w)}`,
    [w.district, w.street].map((code) => areas.get(code) ?? '').join(''),
    called,
    by === null ? '' : `${deadlineWords[of]} ${wall(by, timeZone)}`,
  ];
  return plain(parts.filter((part) => part !== '').join('，'));
}

const namesOf = (w: Whistle): string => w.departments.map((d) => d.department).join('、');

/** `3月2日 10:00`. */
const wall = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('zh-CN', {
    ...{ timeZone, month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(new Date(instant));

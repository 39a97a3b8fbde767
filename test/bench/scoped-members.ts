import type { Area } from '../../server/contract/city.ts';
import type { CityEvent } from '../../server/contract/events.ts';
import type { Grant } from '../../server/contract/people.ts';
import type { EventBatch } from '../../server/contract/stream.ts';
import { departments } from '../../server/feed/matters.data.ts';
import { grant } from '../support/people.ts';
import type { Member } from './crowd.ts';
import type { Post } from './poster.ts';

export const city = 'wuhu';
const clients = 2000;
/** The group that sees everything. */
export const everything = 'all';

/** Clients who see the same. */
export interface Group {
  name: string;
  grant: Grant;
  size: number;
}

/** Twenty screens, ten people in each district, ten in each street; the rest belong to the departments. */
export function groupsOf(areas: Area[]): Group[] {
  const inCity = { city };
  const groups: Group[] = [
    { name: everything, grant: grant('centre', inCity), size: 5 },
    { name: 'screens', grant: grant('display', inCity), size: 15 },
    ...areas
      .filter(({ level }) => level === 'district' || level === 'street')
      .map(({ code }) => ({ name: code, grant: grant('street-leader', { ...inCity, area: code }), size: 10 })),
  ];
  const left = clients - groups.reduce((sum, g) => sum + g.size, 0);
  return groups.concat(
    departments.map((department, i) => ({
      name: `department-${i}`,
      grant: grant('responder', { ...inCity, department }),
      size: Math.floor(left / departments.length) + (i < left % departments.length ? 1 : 0),
    })),
  );
}

export async function membersOf(groups: Group[], post: Post): Promise<Member[]> {
  const members: Member[] = [];
  for (const { name, grant, size } of groups) {
    const { secret } = await post<{ secret: string }>('/api/v1/tokens', { name, grants: [grant] });
    members.push(...Array.from({ length: size }, () => ({ group: name, token: secret })));
  }
  return members;
}

/** The batch in a frame of Socket.IO. */
export const batchOf = (text: string): EventBatch => (JSON.parse(text.slice(2)) as [string, EventBatch])[1];
/** What can be seen of events. */
export const seqsOf = (events: readonly CityEvent[]): number[] =>
  events.filter((e) => e.type !== 'elsewhere').map((e) => e.seq);

/** A run under commands: who was there, and what was sent to those who see everything. */
export interface Recording {
  groups: Group[];
  members: Member[];
  batches: EventBatch[];
}

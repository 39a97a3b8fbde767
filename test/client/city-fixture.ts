import type { Area, AreaLevel } from '../../server/contract/city.ts';
import type { CityEvent } from '../../server/contract/events.ts';
import { departmentCalled, type DepartmentCall, type WhistleStage } from '../../server/contract/matrix.ts';
import { applyEvent, emptyState, snapshotOf, type CityState } from '../../server/contract/state.ts';
import type { Station } from '../../server/contract/station.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import { partClock } from '../support/part-clock.ts';

export const clock = {
  kind: 'simulated',
  mark: 'demo',
  cityAt: '2026-11-23T00:00:00.000Z',
  realAt: '2026-11-23T00:00:00.000Z',
  speed: 60,
} as const;

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const deadlines = {
  calledAt: '2026-11-23T08:00:00.000Z',
  reportBy: '2026-11-23T10:00:00.000Z',
  resolveBy: '2026-11-23T18:00:00.000Z',
} as const;

/** The one department of a whistle in a stage. */
const partAt = (stage: WhistleStage, times: ReturnType<typeof partClock>): DepartmentCall => ({
  ...departmentCalled('公安局', times),
  reportedAt: stage === 'called' ? null : times.calledAt,
  resolvedAt: stage === 'called' || stage === 'reported' ? null : times.calledAt,
});

/** What a whistle's event carries where nothing was said. */
export const eventOf = (w: Whistle) => ({ whistle: w, department: null, words: null });

/** A whistle called at 08:00 UTC with deadlines at 10:00 (report in) and 18:00 (resolve). */
export const whistle = (n: number, with_: Partial<Whistle> = {}): Whistle => ({
  id: uuid(n),
  code: `W${String(n).padStart(6, '0')}`,
  title: `哨单 ${n}`,
  kind: 'problem',
  risk: 'normal',
  item: null,
  position: [118.3 + (n % 17) * 0.01, 31.3 + (n % 13) * 0.01],
  zone: n,
  community: '340202001001',
  street: '340202001',
  district: '340202',
  departments: [partAt(with_.stage ?? 'called', partClock({ ...deadlines, ...with_ }))],
  stage: 'called',
  ...deadlines,
  reportedAt: null,
  resolvedAt: null,
  verifiedAt: null,
  closedAt: null,
  urges: 0,
  chases: 0,
  lastNudge: null,
  reopened: 0,
  deferral: null,
  deferrals: 0,
  closeAlarm: partClock({ ...deadlines, ...with_ }).resolveAlarm,
  mergedInto: null,
  origin: 'demo',
  sourceId: null,
  pictures: 0,
  seq: n,
  version: 1,
  ...with_,
});

export const station = (n: number, with_: Partial<Station> = {}): Station => ({
  id: uuid(100_000 + n),
  code: `S${String(n).padStart(4, '0')}`,
  kind: 'vanguard',
  name: `驿站 ${n}`,
  nameEn: `Station ${n}`,
  position: [118.3, 31.3],
  zone: n,
  community: '340202001001',
  street: '340202001',
  district: '340202',
  hours: [],
  dutyTeam: { name: '一组', people: 3 },
  open: true,
  synthetic: true,
  version: 1,
  ...with_,
});

/** Events 1 … n of one log: calls, reports, closings and stations in a fixed pattern; each valid after the one before. */
export function eventLog(n: number): CityEvent[] {
  return Array.from({ length: n }, (_, i): CityEvent => {
    const seq = i + 1;
    const envelope = { seq, at: '2026-11-23T08:00:00.000Z', recordedAt: '2026-11-23T08:00:00.000Z' };
    if (seq % 7 === 0) return { ...envelope, type: 'station.added', data: { station: station(seq) } };
    if (seq % 3 === 0) {
      const closed = whistle(seq - 2, { stage: 'closed', closedAt: '2026-11-23T09:00:00.000Z', seq, version: 2 });
      return { ...envelope, type: 'whistle.closed', data: eventOf(closed) };
    }
    return { ...envelope, type: 'whistle.called', data: eventOf(whistle(seq)) };
  });
}

/** The state after the first `n` events. */
export function stateAfter(events: readonly CityEvent[], n: number): CityState {
  const state = emptyState(clock);
  for (const event of events.slice(0, n)) applyEvent(state, event);
  return state;
}

const area = (index: number, code: string, level: AreaLevel, parent: string | null): Area => ({
  index,
  code,
  level,
  parent,
  name: `区${code}`,
  nameEn: `Area ${code}`,
  label: [118.3, 31.3],
  bbox: [118, 31, 119, 32],
  people: 1000,
  areaM2: 1e6,
  synthetic: true,
});

/** City → two districts → streets → communities. */
export const areas: Area[] = [
  area(0, '3402', 'city', null),
  area(1, '340202', 'district', '3402'),
  area(2, '340203', 'district', '3402'),
  area(3, '340202001', 'street', '340202'),
  area(4, '340202002', 'street', '340202'),
  area(5, '340202001001', 'community', '340202001'),
  area(6, '340202001002', 'community', '340202001'),
  area(7, '340202002001', 'community', '340202002'),
  area(8, '340203001', 'street', '340203'),
  area(9, '340203001001', 'community', '340203001'),
];

/** A snapshot as the server sends it. */
export const snapshotBytes = (state: CityState): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(snapshotOf(state)));

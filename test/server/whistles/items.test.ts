import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../../server/contract/figures.ts';
import type { Item } from '../../../server/contract/item.ts';
import type { HistoryRow, Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const item = (code: string, more: Partial<Item> = {}): Item => ({
  ...{ code, name: '占道经营', kind: 'joint-enforcement', risk: 'high', weight: 3 },
  ...{ departments: ['城管局', '公安局', '市场监管局'], lead: '城管局' },
  reportWithin: { amount: 4, unit: 'hour', time: 'working' },
  resolveWithin: { amount: 3, unit: 'day', time: 'working' },
  ...more,
});
const lists = {
  '2026-01-01': [
    item('J001'),
    item('E001', { kind: 'emergency', reportWithin: { amount: 30, unit: 'minute', time: 'calendar' } }),
  ],
  '2026-10-01': [item('J001', { name: '占道经营整治', resolveWithin: { amount: 5, unit: 'day', time: 'working' } })],
};

let server: TestServer;
let base: string;
beforeAll(async () => {
  // The city's own clock stands before all that happens here, so that only these steps ring alarms.
  const realNowMs = () => Date.parse('2025-12-01T00:00:00Z');
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated' }], realNowMs });
  base = `${server.api}/cities/smallville`;
  const rows = Object.entries(lists).map(([starts_on, items]) => ({
    ...{ city_id: 'smallville', starts_on, version: 1 },
    items: JSON.stringify(items),
  }));
  await server.db.insertInto('item_list').values(rows).execute();
  await server.db.updateTable('city').set({ time_zone: 'Asia/Shanghai' }).where('id', '=', 'smallville').execute();
});
afterAll(() => server.stop());

type Answer = Whistle & { code: string };
const at = (wall: string): string => new Date(`${wall}:00+08:00`).toISOString();
const blow = (more: object) =>
  call<Answer>('POST', `${base}/whistles`, { position: inSmallCity, departments: ['城管局'], item: 'J001', ...more });
const step = async (w: Whistle, path: string, body: object) =>
  (await call<Answer>('POST', `${base}/whistles/${w.id}/${path}`, body)).body;
const figures = async (): Promise<Figures> =>
  (await call<Figures>('GET', `${base}/figures?asOf=2026-11-01T00:00:00Z`)).body;
const history = async (w: Whistle): Promise<HistoryRow[]> =>
  (await call<{ history: HistoryRow[] }>('GET', `${base}/whistles/${w.id}/history`)).body.history;

describe('a whistle of an item', () => {
  it('takes kind, risk, name and deadlines from the list of its day, in working time', async () => {
    // A Friday afternoon before a working Sunday (20 September 2026 is worked).
    const { body: w } = await blow({ at: at('2026-09-18T16:30') });
    expect(w).toMatchObject({
      ...{ title: '占道经营', kind: 'joint-enforcement', risk: 'high' },
      ...{ reportBy: at('2026-09-20T11:30'), resolveBy: at('2026-09-22T17:30') },
      item: { code: 'J001', name: '占道经营', weight: 3, startsOn: '2026-01-01' },
    });
    // The last working day before the National Day's week; then the new list holds.
    const { body: later } = await blow({ at: at('2026-10-01T09:00'), title: '占道经营（夜市）' });
    expect(later).toMatchObject({
      title: '占道经营（夜市）',
      resolveBy: at('2026-10-13T17:30'),
      item: { name: '占道经营整治', startsOn: '2026-10-01' },
    });
    // The old one keeps what it was blown under.
    const { body: old } = await call<Whistle>('GET', `${base}/whistles/${w.id}`);
    expect(old.item).toEqual(w.item);
  });

  it.each([
    [{ item: 'X999' }, 422, 'item-unknown'],
    [{ item: 'E001', at: at('2026-10-02T09:00') }, 422, 'item-unknown'],
    [{ at: at('2025-12-31T23:59') }, 422, 'item-unknown'],
    [{ departments: ['城管局', '气象局'] }, 422, 'department-not-allowed'],
    [{ departments: ['公安局'] }, 422, 'lead-not-called'],
    [{ reportBy: null }, 422, 'input-invalid'],
    [{ resolveBy: at('2027-01-01T00:00') }, 422, 'input-invalid'],
    [{ item: 'j 1' }, 422, 'input-invalid'],
    [{ item: undefined }, 422, 'input-invalid'],
  ])('is refused with %o: %i %s', async (more, status, code) => {
    const before = await figures();
    const { body } = await blow({ at: at('2026-09-18T16:30'), ...more });
    expect(body).toMatchObject({ status, code });
    expect((await figures()).called).toBe(before.called);
  });

  it('gives the owner of a matter handed back the item’s time to report in', async () => {
    const { body: w } = await blow({ at: at('2026-09-18T09:00'), departments: ['城管局', '公安局'] });
    await step(w, 'hand-back', { department: '公安局', reason: 'x', owner: '水务局', at: at('2026-09-18T10:00') });
    const now = await step(w, 'accept-hand-back', { department: '公安局', at: at('2026-09-18T16:30') });
    expect(now.departments.at(-1)).toMatchObject({ department: '水务局', reportBy: at('2026-09-20T11:30') });
  });
});

describe('putting off', () => {
  it('stops every clock, counts as deferred, and leaves as much working time as there was', async () => {
    const before = await figures();
    const { body: w } = await blow({ at: at('2026-09-14T09:00') });
    expect([w.reportBy, w.resolveBy]).toEqual([at('2026-09-14T15:00'), at('2026-09-17T17:30')]);
    // An hour and a half of office time is gone, two and a half are left to report in.
    const off = await step(w, 'defer', {
      reason: '等待汛期过去',
      until: at('2026-09-21T08:00'),
      at: at('2026-09-14T10:30'),
    });
    expect(off).toMatchObject({ deferral: { reason: '等待汛期过去' }, deferrals: 1, stage: 'called' });
    for (const [path, body] of [
      ['report-in', { department: '城管局' }],
      ['urge', {}],
      ['defer', { reason: 'x', until: at('2026-09-30T08:00') }],
    ] as const)
      expect(await step(w, path, { ...body, at: at('2026-09-18T10:00') })).toMatchObject({
        code: 'transition-illegal',
      });
    const meanwhile = await figures();
    expect([meanwhile.deferred - before.deferred, meanwhile.due - before.due]).toEqual([1, 1]);
    expect(meanwhile.onTimeRate).toBe(before.onTimeRate);
    const on = await step(w, 'resume', { at: at('2026-09-18T15:00') });
    expect(on).toMatchObject({ deferral: null, reportBy: at('2026-09-18T17:30'), version: w.version + 2 });
    expect((await figures()).deferred).toBe(before.deferred);
    expect((await history(w)).map((h) => h.type)).toEqual(['whistle.called', 'whistle.deferred', 'whistle.resumed']);
  });

  it('ends by itself on the day named, before any later step', async () => {
    const { body: w } = await blow({ at: at('2026-09-14T09:00') });
    const until = at('2026-09-15T10:00');
    expect(
      await step(w, 'defer', { reason: 'x', until: at('2026-09-14T09:30'), at: at('2026-09-14T10:00') }),
    ).toMatchObject({ status: 422, code: 'time-backwards' });
    await step(w, 'defer', { reason: 'x', until, at: at('2026-09-14T10:00') });
    const now = await step(w, 'report-in', { department: '城管局', at: at('2026-09-15T11:00') });
    expect(now).toMatchObject({ stage: 'reported', deferral: null });
    expect((await history(w)).find((h) => h.type === 'whistle.resumed')!.at).toBe(until);
  });
});

describe('an alarm', () => {
  it('goes to the department’s head at the warning, to the district and the centre at the breach, into the history', async () => {
    const { body: w } = await blow({ at: at('2026-09-14T09:00') });
    await step(w, 'report-in', { department: '城管局', at: at('2026-09-14T16:00') });
    const rows = (await history(w)).map(({ type, at: when, department, deadline, escalatedTo }) => [
      ...[type, when, department, deadline, escalatedTo],
    ]);
    expect(rows.slice(1, 3)).toEqual([
      // Of four hours of office time a fifth is left at 14:12, after the noon break.
      ['whistle.warned', at('2026-09-14T14:12'), '城管局', 'report', ['department-head']],
      ['whistle.overdue', at('2026-09-14T15:00'), '城管局', 'report', ['district', 'centre']],
    ]);
  });
});

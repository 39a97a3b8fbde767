import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../../server/contract/figures.ts';
import type { HistoryRow, Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let base: string;
beforeAll(async () => {
  // The city's own clock stands before all that happens here, so that only these steps ring alarms.
  const realNowMs = () => Date.parse('2026-04-01T00:00:00Z');
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated' }], realNowMs });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

const day = (n: number): string => `2026-05-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const input = { title: '占道经营', position: inSmallCity, departments: ['城管局', '公安局'], at: day(1) };
const blow = async (more: object = {}): Promise<Whistle> =>
  (await call<Whistle>('POST', `${base}/whistles`, { ...input, reportBy: day(3), resolveBy: day(11), ...more })).body;
const step = (w: Whistle, path: string, body: object = {}) =>
  call<Whistle & { code: string }>('POST', `${base}/whistles/${w.id}/${path}`, body);
const read = async ({ id }: Whistle): Promise<Whistle> => (await call<Whistle>('GET', `${base}/whistles/${id}`)).body;
const partOf = (w: Whistle, department: string) => w.departments.find((d) => d.department === department)!;
const figures = async (): Promise<Figures> =>
  (await call<Figures>('GET', `${base}/figures?asOf=2026-11-01T00:00:00Z`)).body;
/** To the end, from where all are called. */
async function finish(w: Whistle, at: string): Promise<Whistle> {
  for (const { department } of w.departments) await step(w, 'report-in', { department, at });
  for (const path of ['resolve', 'verify']) await step(w, path, { at });
  return (await step(w, 'close', { at })).body;
}

describe('hand back', () => {
  it('calls the owner in its place: as long to report in as the first had, and what is left to resolve', async () => {
    const w = await blow();
    const asked = await step(w, 'hand-back', {
      department: '公安局',
      reason: '河道归水务',
      owner: '水务局',
      at: day(2),
    });
    expect(partOf(asked.body, '公安局').handBack).toEqual({ at: day(2), reason: '河道归水务', owner: '水务局' });
    const { body } = await step(w, 'accept-hand-back', { department: '公安局', at: day(4) });
    expect(partOf(body, '公安局').releasedAt).toBe(day(4));
    expect(partOf(body, '水务局')).toMatchObject({ calledAt: day(4), reportBy: day(6), resolveBy: day(11) });
    // The whole is due when the last of those that count is.
    expect(body).toMatchObject({ reportBy: day(6), resolveBy: day(11), stage: 'called' });
  });

  it('may go to another owner than the one named, and never to the one that hands back', async () => {
    const w = await blow();
    const self = await step(w, 'hand-back', { department: '公安局', reason: 'x', owner: '公安局', at: day(2) });
    expect(self.body).toMatchObject({ status: 422, code: 'owner-is-self' });
    await step(w, 'hand-back', { department: '公安局', reason: 'x', owner: '水务局', at: day(2) });
    const { body } = await step(w, 'accept-hand-back', { department: '公安局', owner: '民政局', at: day(2) });
    expect(body.departments.map((d) => d.department)).toEqual(['城管局', '公安局', '民政局']);
  });
});

describe('an extension', () => {
  it('moves the department’s deadline and the whistle’s with it, once it is granted', async () => {
    const w = await blow();
    const early = await step(w, 'ask-extension', { department: '城管局', reason: 'x', until: day(11), at: day(2) });
    expect(early.body).toMatchObject({ status: 422, code: 'extension-not-later' });
    const asked = await step(w, 'ask-extension', {
      department: '城管局',
      reason: '等材料',
      until: day(15),
      at: day(2),
    });
    expect(asked.body.resolveBy).toBe(day(11));
    const granted = (await step(w, 'grant-extension', { department: '城管局', at: day(3) })).body;
    expect(granted.departments.map((d) => d.resolveBy)).toEqual([day(15), day(11)]);
    expect(granted.resolveBy).toBe(day(15));
  });

  it('is not there for a department that has no deadline', async () => {
    const w = await blow({ resolveBy: null });
    const asked = await step(w, 'ask-extension', { department: '城管局', reason: 'x', until: day(15), at: day(2) });
    expect(asked.body).toMatchObject({ status: 409, code: 'transition-illegal' });
  });
});

describe('a duplicate', () => {
  it('ends in the other whistle, which takes over the departments that it lacks as they stand', async () => {
    const before = await figures();
    const [kept, duplicate] = [await blow(), await blow({ departments: ['公安局', '水务局'] })];
    await step(duplicate, 'report-in', { department: '水务局', at: day(2) });
    const merged = (await step(duplicate, 'merge', { into: kept.id, at: day(2) })).body;
    expect(merged).toMatchObject({ stage: 'merged', mergedInto: kept.id });
    const now = await read(kept);
    expect(now.departments.map((d) => [d.department, d.reportedAt])).toEqual([
      ['城管局', null],
      ['公安局', null],
      ['水务局', day(2)],
    ]);
    const after = await figures();
    expect([after.open - before.open, after.closed - before.closed, after.due - before.due]).toEqual([1, 0, 1]);
    const { history } = (await call<{ history: HistoryRow[] }>('GET', `${base}/whistles/${kept.id}/history`)).body;
    expect(history.at(-1)).toMatchObject({ type: 'whistle.absorbed', words: duplicate.code });
    expect((await step(merged, 'urge')).body.code).toBe('transition-illegal');
  });

  it('goes neither into itself nor into one that has ended', async () => {
    const [w, other] = [await blow(), await blow()];
    await finish(other, day(2));
    for (const into of [w.id, other.id])
      expect((await step(w, 'merge', { into, at: day(2) })).body).toMatchObject({
        status: 409,
        code: 'merge-target-invalid',
      });
    const nowhere = await step(w, 'merge', { into: '00000000-0000-4000-8000-000000000000', at: day(2) });
    expect(nowhere.body.code).toBe('whistle-unknown');
    expect((await read(w)).version).toBe(w.version);
  });
});

describe('the end of a whistle', () => {
  it('can be undone with a reason, for some departments, with a new deadline; the rest stays done', async () => {
    const w = await blow();
    const before = await figures();
    await finish(w, day(5));
    await step(w, 'evaluate', { department: '城管局', speed: 2, quality: 1, words: '没有清理', at: day(6) });
    const past = await step(w, 'reopen', { reason: '又占道', resolveBy: day(1), at: day(7) });
    expect(past.body.code).toBe('time-backwards');
    const stranger = await step(w, 'reopen', { reason: '又占道', departments: ['气象局'], at: day(7) });
    expect(stranger.body.code).toBe('department-not-called');
    const { body } = await step(w, 'reopen', {
      reason: '又占道',
      departments: ['城管局'],
      resolveBy: day(20),
      at: day(7),
    });
    expect(body).toMatchObject({
      stage: 'reported',
      closedAt: null,
      verifiedAt: null,
      reopened: 1,
      resolveBy: day(20),
    });
    expect(partOf(body, '城管局')).toMatchObject({ resolvedAt: null, evaluation: null, reportedAt: day(5) });
    expect(partOf(body, '公安局').resolvedAt).toBe(day(5));
    expect((await figures()).closed).toBe(before.closed);
  });

  it('takes no step of departments any more, whoever asks and however', async () => {
    const w = await blow();
    const closed = await finish(w, day(5));
    for (const path of ['resolve', 'close', 'verify', 'urge', 'chase'])
      expect((await step(w, path, { at: day(6) })).body).toMatchObject({ status: 409, code: 'transition-illegal' });
    expect(await read(w)).toEqual(closed);
  });

  it('is graded once by department, from 1 to 5', async () => {
    const w = await finish(await blow(), day(5));
    const grade = (speed: unknown) =>
      step(w, 'evaluate', { department: '公安局', speed, quality: 5, words: '很快', at: day(6) });
    for (const wrong of [0, 6, 2.5, '4', null])
      expect((await grade(wrong)).body).toMatchObject({ status: 422, code: 'input-invalid' });
    expect(partOf((await grade(4)).body, '公安局').evaluation).toEqual({
      at: day(6),
      speed: 4,
      quality: 5,
      words: '很快',
      pictures: [],
    });
    expect((await grade(1)).body.code).toBe('transition-illegal');
  });
});

describe('what was said', () => {
  it('stands in the history, with whose part it was about; words are never longer than the contract says', async () => {
    const w = await blow();
    await step(w, 'dispatch', { department: '公安局', to: '巡逻一组', at: day(2) });
    const { body } = await step(w, 'chase', { words: '<b>今天</b>办结', at: day(2) });
    expect(body).toMatchObject({ chases: 1, urges: 0, lastNudge: { kind: 'chase', words: '<b>今天</b>办结' } });
    expect((await step(w, 'urge', { words: '长'.repeat(501), at: day(2) })).body.code).toBe('input-invalid');
    const { history } = (await call<{ history: HistoryRow[] }>('GET', `${base}/whistles/${w.id}/history`)).body;
    expect(history.map(({ type, department, words }) => [type, department, words])).toEqual([
      ['whistle.called', null, null],
      ['whistle.dispatched', '公安局', '巡逻一组'],
      ['whistle.chased', null, '<b>今天</b>办结'],
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FigureParts } from '../../../server/contract/score-figures.ts';
import type { DepartmentScore, ScoreRow, Scores } from '../../../server/contract/score.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { putItems } from './items.ts';

/** The third quarter ends at 2026-09-30T16:00Z: city midnight in Shanghai. */
const midnight = '2026-09-30T16:00:00.000Z';
const justBefore = '2026-09-30T15:59:59.999Z';
const [manage, police] = ['城管局', '公安局'] as const;

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated' }] });
  base = `${server.api}/cities/smallville`;
  await putItems(server.db, 'smallville', [manage, police]);
  await call('PUT', `${base}/clock`, { cityAt: '2026-01-01T00:00:00Z', speed: 0, mark: 'demo' });
});
afterAll(() => server.stop());

interface Story {
  departments?: string[];
  called?: string;
  reportBy?: string | null;
  resolveBy?: string | null;
  reported?: string;
  resolved?: string;
  closed?: string;
  item?: string;
}
const august = (day: number): string => `2026-08-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const step = (w: Whistle, path: string, body: object) =>
  call<Whistle>('POST', `${base}/whistles/${w.id}/${path}`, body).then((a) => {
    expect([path, a.status]).toEqual([path, 200]);
    return a.body;
  });

/** A whistle of August, with two weeks to be closed, unless the story says otherwise. */
async function blow(story: Story = {}): Promise<Whistle> {
  const { departments = [manage], called = august(1), reportBy = august(3), resolveBy = august(15), item } = story;
  const { status, body } = await call<Whistle>('POST', `${base}/whistles`, {
    ...{ title: 't', position: inSmallCity, departments, at: called, reportBy, resolveBy, origin: 'demo' },
    ...(item === undefined ? {} : { item }),
  });
  expect(status).toBe(201);
  return body;
}
async function finish(w: Whistle, { reported = august(2), resolved = august(10), closed = august(11) }: Story = {}) {
  for (const { department } of w.departments) await step(w, 'report-in', { department, at: reported });
  await step(w, 'resolve', { at: resolved });
  await step(w, 'verify', { at: closed });
  return step(w, 'close', { at: closed });
}

const asOf = (cityAt: string) => call('PUT', `${base}/clock`, { cityAt, speed: 0, mark: 'demo' });
const scores = async (period: string): Promise<Scores> =>
  (await call<Scores>('GET', `${base}/scores?period=${period}`)).body;
async function of(department: string, period: string): Promise<Partial<DepartmentScore>> {
  return (await scores(period)).departments.find((d) => d.department === department) ?? {};
}

describe('a quarter, counted by hand', () => {
  it('has these figures', async () => {
    // In time by every clock, weight 2, both departments graded.
    const first = await finish(await blow({ departments: [manage, police], item: 'W-20' }));
    await step(first, 'evaluate', { department: manage, speed: 5, quality: 4, at: august(12) });
    await step(first, 'evaluate', { department: police, speed: 3, quality: 3, at: august(12) });
    // Reported late, resolved in time, closed late; graded in the next quarter, which changes nothing of where it counts.
    const second = await finish(await blow({ departments: [manage] }), { reported: august(4), closed: august(20) });
    await step(second, 'evaluate', { department: manage, speed: 2, quality: 1, at: '2026-10-05T00:00:00.000Z' });
    // Never closed, past its deadline.
    await blow();
    // Not due until next year.
    await blow({ resolveBy: '2027-01-15T00:00:00.000Z', reportBy: null });
    // No deadline at all.
    await finish(await blow({ reportBy: null, resolveBy: null }));
    // Merged, and handed over to the other department.
    const [gone, stays] = [await blow({ departments: [manage, police] }), await blow({ departments: [manage] })];
    await step(gone, 'merge', { into: stays.id, at: august(2) });
    // Put off before its deadline.
    await step(await blow({ departments: [police] }), 'defer', {
      ...{ reason: '等天气', until: '2027-03-01T00:00:00.000Z', at: august(3) },
    });
    // Handed back.
    const back = await blow({ departments: [police] });
    await step(back, 'hand-back', { department: police, reason: 'r', owner: manage, at: august(2) });
    await step(back, 'accept-hand-back', { department: police, at: august(3) });
    await asOf('2026-12-01T00:00:00.000Z');

    const m = await of(manage, '2026Q3');
    // first, second, the one never closed, the next year's, the one without, the absorbing, the handed back.
    expect(m).toMatchObject({ called: 7, merged: 1, released: 0, withoutDeadline: 1, notDueYet: 1 });
    // first and second, never closed, absorbing, handed back: five due.
    expect(m).toMatchObject({ due: 5, deferred: 0, closed: 2, closedInTime: 1, onTimeRate: 0.2, completionRate: 0.4 });
    expect(m).toMatchObject({ reportDue: 5, reportedInTime: 1, resolveDue: 5, resolvedInTime: 2 });
    // Weight 2: 5 and 4; weight 1: 2 and 1.
    expect(m).toMatchObject({ graded: 2, speed: (2 * 5 + 2) / 3, quality: (2 * 4 + 1) / 3 });
    expect(m.composite).toBeCloseTo(((4 + 3) / 2) * 20, 10);
    expect(m.annualPoints).toBeCloseTo(70 * 0.3, 10);

    const p = await of(police, '2026Q3');
    // first, the absorbing (where its part of the duplicate went), the deferred.
    expect(p).toMatchObject({ called: 3, merged: 1, released: 1, due: 3, deferred: 1, closed: 1, closedInTime: 1 });
    expect(p).toMatchObject({ onTimeRate: 1 / 2, completionRate: 1 / 2, speed: 3, quality: 3, composite: 60 });

    const { city } = await scores('2026Q3');
    expect(city).toMatchObject({ called: 8, merged: 1, due: 6, deferred: 1, closed: 2, closedInTime: 1 });
    expect(city).toMatchObject({ onTimeRate: 1 / 5, completionRate: 2 / 5, withoutDeadline: 1, notDueYet: 1 });
    expect((await scores('2026Q4')).city).toMatchObject({ called: 0, due: 0, onTimeRate: null });
  });

  it('opens each figure: formula, numerator, denominator, exclusions, and the whistles', async () => {
    type Opened = { score: DepartmentScore; figures: FigureParts[]; excluded: { name: string; whistles: number }[] };
    const path = `${base}/scores/${encodeURIComponent(police)}`;
    const { body } = await call<Opened>('GET', `${path}?period=2026Q3`);
    const figure = (name: string) => body.figures.find((f) => f.figure === name);
    expect(figure('onTimeRate')).toEqual({
      ...{ figure: 'onTimeRate', zh: '按时结案 ÷（应结案 − 缓办）', en: 'closed in time ÷ (due − deferred)' },
      ...{ numerator: 1, denominator: 2, less: 1, value: 1 / 2 },
    });
    expect(figure('composite')).toMatchObject({ numerator: 120, denominator: 2, value: 60 });
    expect(body.excluded.map((e) => [e.name, e.whistles])).toEqual([
      ['merged', 1],
      ['released', 1],
      ['withoutDeadline', 0],
      ['notDueYet', 0],
    ]);
    const rows = (await call<{ whistles: ScoreRow[] }>('GET', `${path}/whistles?period=2026Q3&figure=onTimeRate`)).body;
    expect(rows.whistles.map((r) => [r.counts, r.deferred])).toEqual([
      [false, true],
      [false, false],
      [true, false],
    ]);
    const nobody = await call<Opened>('GET', `${base}/scores/nobody?period=2026Q3`);
    expect(nobody.body.score).toMatchObject({ department: 'nobody', called: 0, onTimeRate: null, composite: null });
  });

  it('refuses what is no period, and takes the running year where none is given', async () => {
    const wrong = await call('GET', `${base}/scores?period=2026Q5`, undefined, { 'accept-language': 'zh' });
    expect([wrong.status, wrong.body.detail]).toEqual([422, '#query/period: 不是有效的周期，应如 2026 或 2026Q3']);
    const { body } = await call<Scores>('GET', `${base}/scores`);
    expect([body.period, body.periods]).toEqual(['2026', ['2026', '2026Q4', '2026Q3']]);
    expect((await call('GET', `${server.api}/cities/nowhere/scores`)).body.code).toBe('city-unknown');
  });
});

describe('the boundary between quarters', () => {
  const place = '水务局';
  const late = { departments: [place], reportBy: null, resolveBy: '2026-12-20T00:00:00.000Z' };
  const at = (closed: string) => ({ reported: august(2), resolved: august(3), closed });

  it('is midnight in the city: the last millisecond is of the old, the stroke of the new', async () => {
    await finish(await blow(late), at(justBefore));
    await finish(await blow(late), at(midnight));
    await blow({ ...late, resolveBy: midnight });
    expect(await of(place, '2026Q3')).toMatchObject({ due: 1, closedInTime: 1 });
    expect(await of(place, '2026Q4')).toMatchObject({ due: 2, closedInTime: 1, closed: 1 });
    expect(await of(place, '2026')).toMatchObject({ due: 3, closedInTime: 2 });
  });

  it('a missed deadline stays in its quarter, whenever it is closed', async () => {
    const missed = await blow({ ...late, departments: ['民政局'], resolveBy: justBefore });
    expect(await of('民政局', '2026Q3')).toMatchObject({ due: 1, closed: 0, onTimeRate: 0, completionRate: 0 });
    await finish(missed, at('2026-11-01T00:00:00.000Z'));
    expect(await of('民政局', '2026Q3')).toMatchObject({ due: 1, closed: 1, onTimeRate: 0, completionRate: 1 });
    expect(await of('民政局', '2026Q4')).toEqual({});
  });

  it('a deadline runs out only after its instant', async () => {
    await blow({ ...late, departments: ['住建局'], resolveBy: '2026-11-01T00:00:00.000Z' });
    await asOf('2026-11-01T00:00:00.000Z');
    expect(await of('住建局', '2026')).toMatchObject({ due: 0, notDueYet: 1 });
    await asOf('2026-11-01T00:00:00.001Z');
    expect(await of('住建局', '2026')).toMatchObject({ due: 1, notDueYet: 0 });
  });
});

describe('a whistle that is reopened', () => {
  it('leaves the period in which it was closed, with its grades, and comes back when it is closed again', async () => {
    await asOf('2026-12-01T00:00:00.000Z');
    const department = '生态环境局';
    const w = await finish(
      await blow({ departments: [department], reportBy: null, resolveBy: '2026-11-20T00:00:00Z' }),
    );
    await step(w, 'evaluate', { department, speed: 5, quality: 5, at: august(12) });
    expect(await of(department, '2026Q3')).toMatchObject({ closedInTime: 1, graded: 1, composite: 100 });
    await step(w, 'reopen', { reason: 'r', resolveBy: '2026-12-31T00:00:00.000Z', at: '2026-10-10T00:00:00.000Z' });
    expect(await of(department, '2026Q3')).toMatchObject({ called: 1, due: 0, graded: 0, notDueYet: 1 });
    await step(w, 'resolve', { at: '2026-10-12T00:00:00.000Z' });
    for (const path of ['verify', 'close']) await step(w, path, { at: '2026-10-13T00:00:00.000Z' });
    expect(await of(department, '2026Q3')).toMatchObject({ called: 1, due: 0 });
    expect(await of(department, '2026Q4')).toMatchObject({ due: 1, closedInTime: 1, graded: 0, composite: null });
  });
});

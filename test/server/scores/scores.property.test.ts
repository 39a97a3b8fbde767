import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exclusionNames, listRule, scoreFigureNames } from '../../../server/contract/score-figures.ts';
import type { DepartmentScore, ScoreRow, Scores } from '../../../server/contract/score.ts';
import type { WhistleStep } from '../../../server/contract/matrix.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { differences } from '../../../server/scores/compare.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { foldUntil, questionOf } from './city-log.ts';
import { isEmpty, plainScores, type PlainLine } from './plain-scores.ts';
import { putItems, weights } from './items.ts';

const city = 'smallville';
const timeZone = 'Asia/Shanghai';
let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'simulated' }] });
  base = `${server.api}/cities/${city}`;
  await putItems(server.db, city, departments);
});
afterAll(() => server.stop());

const departments = ['城管局', '公安局', '水务局'];
/** City midnights between quarters and years. */
const midnights = ['2026-09-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z', '2027-03-31T16:00:00.000Z'];
const near = fc
  .tuple(fc.constantFrom(...midnights), fc.constantFrom(-1, 0, 1, -86_400_000, 86_400_000))
  .map(([at, ms]) => Date.parse(at) + ms);
const anywhere = fc.integer({ min: Date.parse('2026-08-01T00:00:00Z'), max: Date.parse('2027-05-01T00:00:00Z') });
const instant = fc.oneof(near, anywhere).map((ms) => new Date(ms).toISOString());

interface Command {
  /** Which of the whistles so far. */
  of: number;
  step: WhistleStep | 'call' | 'finish';
  department: string;
  owner: string;
  by: string | null | undefined;
  weight: number;
  grades: [number, number];
}
const step = fc.oneof(
  { weight: 5, arbitrary: fc.constant('call' as const) },
  { weight: 8, arbitrary: fc.constant('finish' as const) },
  {
    weight: 12,
    arbitrary: fc.constantFrom<WhistleStep>(
      ...(['report-in', 'resolve', 'hand-back', 'accept-hand-back', 'ask-extension', 'grant-extension'] as const),
      ...(['evaluate', 'evaluate', 'evaluate', 'verify', 'close', 'reopen', 'merge', 'defer', 'resume'] as const),
    ),
  },
);
const grade = fc.integer({ min: 1, max: 5 });
const command: fc.Arbitrary<Command> = fc.record({
  of: fc.nat(),
  step,
  department: fc.constantFrom(...departments),
  owner: fc.constantFrom(...departments),
  by: fc.oneof(instant, fc.constant(null), fc.constant(undefined)),
  weight: fc.constantFrom(0, ...weights),
  grades: fc.tuple(grade, grade),
});
const script = fc
  .array(fc.tuple(command, instant), { minLength: 20, maxLength: 45 })
  // Time goes forward; what was drawn says what happens at it.
  .map((drawn) => {
    const times = drawn.map(([, at]) => at).sort();
    return drawn.map(([c], i) => ({ ...c, at: times[i]! }));
  });
type Timed = Command & { at: string };

/** Everything that is counted comes about at least once. */
const [lead, second, third] = departments as [string, string, string];
const story: Timed[] = (
  [
    ...([1, 2, 3].map((day) => ['call', 0, day]) satisfies [string, number, number][]),
    ['merge', 1, 4],
    ['defer', 0, 5],
    ['hand-back', 2, 6],
    ['accept-hand-back', 2, 7],
    ['finish', 2, 8],
    ['evaluate', 2, 9],
    ['call', 0, 10],
    ['call', 0, 11],
    ['finish', 4, 12],
  ] as [Command['step'], number, number][]
).map(([step, of, day]) => ({
  ...{ step, of, owner: third, weight: 0.7, grades: [4, 5] },
  department: step.endsWith('hand-back') ? second : step === 'call' ? third : lead,
  by: day === 11 ? null : day === 10 ? '2027-05-01T00:00:00.000Z' : '2026-11-01T00:00:00.000Z',
  at: `2026-10-${String(day).padStart(2, '0')}T00:00:00.000Z`,
}));

const post = (path: string, body: object) => call<Whistle>('POST', `${base}/whistles${path}`, body);

async function blow({ by, at, weight, department }: Timed): Promise<Whistle> {
  const called = departments.filter((d) => d === departments[0] || d !== department);
  const item = weight === 0 ? {} : { item: `W-${weight * 10}`, origin: 'demo' };
  const deadline = by === undefined || (by !== null && by < at) ? {} : { reportBy: by, resolveBy: by };
  const { status, body } = await post('', {
    ...{ title: 't', position: inSmallCity, departments: called, at },
    ...item,
    ...deadline,
  });
  expect(status).toBe(201);
  return body;
}

function bodyOf({ step, department, owner, grades, by, at }: Timed, other: string): object {
  switch (step) {
    case 'hand-back':
      return { department, reason: 'r', owner, at };
    case 'ask-extension':
      return { department, reason: 'r', until: by ?? at, at };
    case 'evaluate':
      return { department, speed: grades[0], quality: grades[1], at };
    case 'reopen':
      return { reason: 'r', at, ...(by && by > at ? { resolveBy: by, departments: [department] } : {}) };
    case 'merge':
      return { into: other, at };
    case 'defer':
      return { reason: 'r', until: '2099-01-01T00:00:00.000Z', at };
    case 'verify':
    case 'close':
    case 'resume':
      return { at };
    default:
      return { department, at };
  }
}

/** Does what may be done of a script; what is refused is passed over. */
async function play(commands: readonly Timed[]): Promise<void> {
  const ids: string[] = [];
  for (const c of commands) {
    if (c.step === 'call' || ids.length === 0) ids.push((await blow(c)).id);
    else if (c.step === 'finish') await finish(ids[c.of % ids.length]!, c.at);
    else await post(`/${ids[c.of % ids.length]!}/${c.step}`, bodyOf(c, ids[(c.of + 1) % ids.length]!));
  }
}

async function finish(id: string, at: string): Promise<void> {
  for (const department of departments) await post(`/${id}/report-in`, { department, at });
  for (const path of ['resolve', 'verify', 'close']) await post(`/${id}/${path}`, { at });
}

const setClock = (cityAt: string) => call('PUT', `${base}/clock`, { cityAt, speed: 0, mark: 'demo' });
const scores = async (period: string): Promise<Scores> =>
  (await call<Scores>('GET', `${base}/scores?period=${period}`)).body;

async function whistles(): Promise<Whistle[]> {
  const all: Whistle[] = [];
  for (let before = ''; ;) {
    type Page = { whistles: Whistle[]; next: number | null };
    const { body } = await call<Page>('GET', `${base}/whistles?limit=1000${before}`);
    all.push(...body.whistles);
    if (body.next === null) return all;
    before = `&before=${body.next}`;
  }
}

const plainOf = (s: DepartmentScore): PlainLine => {
  const sum = (of: 'evaluations' | 'speed' | 'quality') =>
    s.grades.reduce((n, g) => n + Math.round(10 * g.weight) * g[of], 0);
  const { called, reportDue, reportedInTime, resolveDue, resolvedInTime, due, deferred, closed, closedInTime } = s;
  const { graded, merged, released, withoutDeadline, notDueYet } = s;
  return {
    ...{ called, reportDue, reportedInTime, resolveDue, resolvedInTime, due, deferred, closed, closedInTime },
    ...{ graded, merged, released, withoutDeadline, notDueYet },
    ...{ speed: sum('speed'), quality: sum('quality'), weights: sum('evaluations') },
  };
};

const periods = ['2026', '2026Q3', '2026Q4', '2027', '2027Q1', '2027Q2'];

describe('scores', () => {
  it('are the same by SQL, by folding the log, and by counting in words', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(script, instant, async (commands, asOf) => {
        await setClock('2026-01-01T00:00:00.000Z');
        await play(commands);
        await setClock(asOf);
        const all = await whistles();
        for (const period of periods) {
          const answer = await scores(period);
          expect(answer.asOf).toBe(asOf);
          const fold = await foldUntil(server.db, city, answer.seq);
          expect(differences(answer, fold.scores(questionOf(answer)))).toEqual([]);
          const plain = plainScores(all, { period, asOf, timeZone });
          expect(new Map(answer.departments.map((s) => [s.department, plainOf(s)]))).toEqual(
            new Map([...plain].filter(([, line]) => !isEmpty(line))),
          );
          for (const s of answer.departments)
            for (const [name, n] of Object.entries(plainOf(s))) if (n > 0) seen.add(name);
        }
      }),
      { numRuns: 15, endOnFailure: true, examples: [[story, '2027-02-01T00:00:00.000Z']] },
    );
    // Counting nothing would agree, too.
    expect(seen.size).toBe(17);
  });

  it('of quarters add up to their year, and of the years to the head figures', async () => {
    const asOf = '2027-06-01T00:00:00.000Z';
    await setClock(asOf);
    const of = async (period: string) => (await scores(period)).city;
    const sum = async (key: 'due' | 'closed' | 'closedInTime' | 'called' | 'deferred', all: string[]) =>
      (await Promise.all(all.map(of))).reduce((n, c) => n + c[key], 0);
    const year = await of('2026');
    for (const key of ['due', 'closed', 'closedInTime', 'called'] as const)
      expect(await sum(key, ['2026Q1', '2026Q2', '2026Q3', '2026Q4'])).toBe(year[key]);
    const { body: head } = await call<Record<string, number>>('GET', `${base}/figures`);
    for (const key of ['due', 'closedInTime', 'deferred'] as const)
      expect(await sum(key, ['2026', '2027'])).toBe(head[key]);
    expect(head.due).toBeGreaterThan(20);
  });

  it('name exactly the whistles behind each number', async () => {
    for (const period of ['2026', '2027Q1'])
      for (const s of (await scores(period)).departments)
        for (const list of [...scoreFigureNames, ...exclusionNames]) {
          const path = `${base}/scores/${encodeURIComponent(s.department)}/whistles?period=${period}&figure=${list}`;
          const rows: ScoreRow[] = [];
          for (let next: number | null | undefined; next !== null;) {
            type Page = { whistles: ScoreRow[]; next: number | null };
            const { body }: { body: Page } = await call<Page>('GET', `${path}&limit=7${next ? `&before=${next}` : ''}`);
            rows.push(...body.whistles);
            next = body.next;
          }
          const { among, counted } = listRule(list);
          expect([list, new Set(rows.map((r) => r.id)).size]).toEqual([list, s[among]]);
          expect([list, rows.filter((r) => r.counts).length]).toEqual([list, s[counted]]);
          if (among === 'due') expect(rows.filter((r) => r.deferred)).toHaveLength(s.deferred);
        }
  });
});

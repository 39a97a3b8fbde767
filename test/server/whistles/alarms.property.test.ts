import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CityEvent } from '../../../server/contract/events.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { readEvents } from '../../../server/live/read.ts';
import { inSmallCity, smallCity } from '../../support/cities.ts';
import { call } from '../../support/http.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { departments, playMinutes, type Act, type Told } from './alarms-model.ts';

const minuteMs = 60_000;
let nowMs = Date.parse('2026-03-02T00:00:00Z');
let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer({ cities: [{ model: smallCity(), clock: 'live' }], realNowMs: () => nowMs });
  base = `${server.api}/cities/smallville`;
});
afterAll(() => server.stop());

// Deadlines fall on fives, so that their warnings fall on whole minutes; putting off begins beside them and lasts for
// fives, so that no deadline falls on its edge.
const five = (most: number) => fc.integer({ min: 1, max: most }).map((n) => 5 * n);
const whistle = fc.integer({ min: 0, max: 3 });
const act = fc.oneof(
  fc.record({ what: fc.constant('call' as const), at: five(40), reportMinutes: five(12), resolveMinutes: five(40) }),
  fc.record({ what: fc.constant('defer' as const), at: five(60).map((m) => m + 1), whistle, minutes: five(20) }),
  fc.record({
    what: fc.constantFrom('report-in' as const, 'resolve' as const),
    at: fc.integer({ min: 1, max: 300 }),
    whistle,
    part: fc.integer({ min: 0, max: 1 }),
  }),
  fc.record({
    what: fc.constantFrom('verify' as const, 'close' as const),
    at: fc.integer({ min: 1, max: 400 }),
    whistle,
  }),
  fc.record({ what: fc.constant('resume' as const), at: five(70).map((m) => m + 1), whistle }),
);
/** A course that ends well, so that the street has a turn; now and then at the very stroke of a deadline. */
const course = fc
  .record({
    ...{ at: five(40), reportMinutes: five(12), resolveMinutes: five(40), pace: fc.integer({ min: 1, max: 60 }) },
    atTheStroke: fc.boolean(),
  })
  .chain(({ at, pace, atTheStroke, ...deadlines }) => {
    const report = atTheStroke ? deadlines.reportMinutes : pace;
    const resolve = Math.max(report, atTheStroke ? deadlines.resolveMinutes : 2 * pace);
    return whistle.map((w) => [
      { what: 'call' as const, at, ...deadlines },
      ...[0, 1].map((part) => ({ what: 'report-in' as const, at: at + report, whistle: w, part })),
      ...[0, 1].map((part) => ({ what: 'resolve' as const, at: at + resolve, whistle: w, part })),
      { what: 'verify' as const, at: at + resolve + pace, whistle: w },
      { what: 'close' as const, at: at + resolve + 2 * pace, whistle: w },
    ]);
  });
const script = fc
  .array(fc.oneof({ weight: 4, arbitrary: act.map((a) => [a]) }, course), { minLength: 4, maxLength: 24 })
  .map((some): Act[] =>
    some
      .flat()
      .map(({ at, ...rest }) => ({ ...rest, minute: at }))
      .sort((a, b) => a.minute - b.minute),
  );
/** What happens to the server after each act: nothing, a look at the clocks, two at once, or a new process. */
const between = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom<'nothing' | 'look' | 'twice'>('nothing', 'look', 'twice') },
    { weight: 1, arbitrary: fc.constant('restart' as const) },
  ),
  { minLength: 50, maxLength: 50 },
);
const lastMinute = 900;

const bodyOf = (a: Act, startMs: number): unknown => {
  if (a.what === 'call')
    return {
      ...{ title: '占道经营', position: inSmallCity, departments },
      reportBy: new Date(startMs + (a.minute + a.reportMinutes) * minuteMs).toISOString(),
      resolveBy: new Date(startMs + (a.minute + a.resolveMinutes) * minuteMs).toISOString(),
    };
  if (a.what === 'defer')
    return { reason: '等汛期过去', until: new Date(startMs + (a.minute + a.minutes) * minuteMs).toISOString() };
  return 'part' in a ? { department: departments[a.part] } : {};
};

const alarmOf = (e: CityEvent, ids: readonly string[], startMs: number): Told[] =>
  e.type === 'whistle.warned' || e.type === 'whistle.overdue'
    ? [
        {
          whistle: ids.indexOf(e.data.whistle.id),
          minute: (Date.parse(e.at) - startMs) / minuteMs,
          department: e.data.department,
          deadline: e.data.deadline,
          level: e.type === 'whistle.warned' ? 'warned' : 'overdue',
        },
      ]
    : [];
const inOrder = (told: readonly Told[]): string[] => told.map((t) => JSON.stringify(Object.entries(t).sort())).sort();

describe('alarms', () => {
  it('are given once each, at their minute, whatever happens to the server in between', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(script, between, async (acts, events) => {
        const startMs = nowMs;
        const before = (await server.db.selectFrom('city').select('head_seq').executeTakeFirstOrThrow()).head_seq;
        const ids: string[] = [];
        const taken: boolean[] = [];
        for (const [i, a] of acts.entries()) {
          nowMs = startMs + a.minute * minuteMs;
          const path =
            a.what === 'call' ? '' : `/${ids[a.whistle] ?? '00000000-0000-4000-8000-000000000000'}/${a.what}`;
          const { status, body } = await call<Whistle>('POST', `${base}/whistles${path}`, bodyOf(a, startMs));
          taken.push(status < 400);
          if (a.what === 'call') ids.push(body.id);
          const next = events[i % events.length];
          if (next === 'look') await server.app.alarms.look();
          if (next === 'twice') await Promise.all([server.app.alarms.look(), server.app.alarms.look()]);
          if (next === 'restart') await server.restart();
        }
        nowMs = startMs + lastMinute * minuteMs + 1;
        await server.app.alarms.look();
        const log = await readEvents(server.db, 'smallville', before, 5000);
        const want = playMinutes(acts, lastMinute);
        expect(taken).toEqual(want.taken);
        const told = log.flatMap((e) => alarmOf(e, ids, startMs)).filter((t) => t.whistle >= 0);
        expect(inOrder(told)).toEqual(inOrder(want.told));
        for (const { deadline, level } of told) seen.add(`${deadline} ${level}`);
        // Nothing is left to be done at this minute, and nothing is done again.
        await server.app.alarms.look();
        expect(await readEvents(server.db, 'smallville', log.at(-1)?.seq ?? before, 10)).toEqual([]);
        nowMs += 1000 * minuteMs;
      }),
      { numRuns: 25, endOnFailure: true },
    );
    expect([...seen].sort()).toEqual(['close', 'report', 'resolve'].flatMap((of) => [`${of} overdue`, `${of} warned`]));
  }, 240_000);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../server/contract/clock.ts';
import { Undelivered } from '../../../server/feed/delivery.ts';
import { clockPace, type Pace } from '../../../server/feed/pace.ts';
import { stepsInOrder, stepsOf } from '../../../server/feed/planned.ts';
import { play, type PlayerDeps } from '../../../server/feed/player.ts';
import { FakeTime } from './fake-time.ts';
import { plannedWhistle } from './planned-whistle.ts';
import { accepted, ScriptedApi } from './scripted-api.ts';

const atOnce: Pace = { until: () => Promise.resolve() };
const simulated = (speed: number, cityAtMs = 0): Clock => ({
  kind: 'simulated',
  mark: 'demo',
  cityAt: new Date(cityAtMs).toISOString(),
  realAt: new Date(0).toISOString(),
  speed,
});

function setUp(deps: Partial<PlayerDeps> = {}) {
  const api = new ScriptedApi();
  const time = new FakeTime();
  const stop = new AbortController();
  const all: PlayerDeps = {
    ...{ api, sleep: time.sleep, signal: stop.signal, pace: atOnce, maxTries: 5, concurrency: 4 },
    ...deps,
  };
  return { api, time, stop, all };
}

describe('a player', () => {
  it('sends the course of a whistle: what, where, when, by which key', async () => {
    const { api, all } = setUp();
    const played = await play('wuhu', stepsOf(plannedWhistle('w1', [0, 1000, 2000, 3000])), all);
    expect(played).toEqual({ acknowledged: 5, refused: [], complete: true });
    expect(api.sent.map((r) => `${r.method} ${r.path}`)).toEqual([
      'POST /cities/wuhu/whistles',
      'POST /cities/wuhu/whistles/server-w1/report-in',
      'POST /cities/wuhu/whistles/server-w1/resolve',
      'POST /cities/wuhu/whistles/server-w1/verify',
      'POST /cities/wuhu/whistles/server-w1/close',
    ]);
    expect(api.keys).toEqual(['w1/call', 'w1/1-report-in', 'w1/2-resolve', 'w1/3-verify', 'w1/4-close']);
    expect(api.sent[0]!.body).toMatchObject({ sourceId: 'w1', at: '1970-01-01T00:00:00.000Z', origin: 'demo' });
    expect(api.sent[1]!.body).toEqual({ department: '部门1', at: '1970-01-01T00:00:01.000Z' });
    expect(api.sent[4]!.body).toEqual({ at: '1970-01-01T00:00:03.000Z' });
  });

  it('sends nothing before the city’s clock has come to it, and keeps up with a clock that is set anew', async () => {
    const { api, time, all } = setUp();
    let clock = simulated(60);
    const sentAt: number[] = [];
    api.answer = (r) => {
      sentAt.push(time.nowMs);
      return accepted(r);
    };
    time.onWake = (now) => {
      if (now >= 2000) clock = simulated(60, 1_000_000);
    };
    const pace = clockPace(() => clock, time.now, time.sleep);
    // City time 60 s and 90 s by the first clock, 1,000 s by the second.
    const whistles = [plannedWhistle('a', [60_000]), plannedWhistle('b', [90_000]), plannedWhistle('c', [1_000_000])];
    await play('wuhu', stepsInOrder(whistles), { ...all, pace });
    expect(sentAt).toEqual([1000, 1500, 2500]);
  });

  it('waits without end while the clock stands still, and ends when it is told to', async () => {
    const { api, time, stop, all } = setUp();
    time.onWake = () => time.slept.length >= 50 && stop.abort();
    const pace = clockPace(() => simulated(0), time.now, time.sleep);
    const played = await play('wuhu', stepsOf(plannedWhistle('a', [1000])), { ...all, pace });
    expect(played).toEqual({ acknowledged: 0, refused: [], complete: false });
    expect(api.sent).toEqual([]);
  });

  it('tries again after 5xx and broken connections, waiting longer each time, by the same key', async () => {
    const { api, time, all } = setUp();
    api.answer = (r, nth) => {
      if (nth === 1) throw new TypeError('fetch failed');
      return nth <= 3 ? { status: 503, body: undefined } : accepted(r);
    };
    const played = await play('wuhu', stepsOf(plannedWhistle('a', [0])), all);
    expect(played.acknowledged).toBe(1);
    expect(api.keys).toEqual(['a/call', 'a/call', 'a/call', 'a/call']);
    expect(time.slept).toEqual([250, 500, 1000]);
  });

  it('gives up after the tries that it was given', async () => {
    const { api, all } = setUp({ maxTries: 3 });
    api.answer = () => ({ status: 500, body: undefined });
    const steps = stepsInOrder([plannedWhistle('a', [0, 1, 2, 3])]);
    await expect(play('wuhu', steps, all)).rejects.toThrow(Undelivered);
    expect(api.sent).toHaveLength(3);
  });

  it('writes down what the server refuses, never tries it again, and leaves out the rest of that whistle alone', async () => {
    const { api, all } = setUp();
    api.answer = (r) =>
      r.idempotencyKey === 'a/2-resolve'
        ? { status: 409, body: { code: 'transition-illegal', detail: 'resolve in stage called' } }
        : accepted(r);
    const whistles = [plannedWhistle('a', [0, 1, 2, 3]), plannedWhistle('b', [0, 1, 2, 3])];
    const told: string[] = [];
    const played = await play('wuhu', stepsInOrder(whistles), { ...all, onRefused: (r) => told.push(r.id) });
    const reason = '409 transition-illegal: resolve in stage called';
    expect(played.refused).toEqual([{ id: 'a', action: 'resolve', reason }]);
    expect(told).toEqual(['a']);
    expect(api.keys.filter((k) => k === 'a/2-resolve')).toHaveLength(1);
    expect(api.keys).not.toContain('a/4-close');
    expect(api.keys).toContain('b/4-close');
  });

  it('never runs ahead of what was acknowledged, nor above its bound, whatever the answers do', async () => {
    const course = fc.array(fc.nat(5), { minLength: 3, maxLength: 6 });
    const outcomes = fc.infiniteStream(fc.constantFrom(201, 201, 201, 201, 422, 503));
    await fc.assert(
      fc.asyncProperty(
        fc.array(course, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        outcomes,
        async (c, n, o) => {
          const whistles = c.map((gaps, i) => plannedWhistle(`w${i}`, cumulated(gaps, i)));
          const { api, all } = setUp({ concurrency: n, maxTries: Infinity });
          const done = new Set<string>();
          const ahead: string[] = [];
          const previous = new Map(
            whistles.flatMap((w) => stepsOf(w).map((s, i, steps) => [s.key, steps[i - 1]?.key])),
          );
          api.answer = (r) => {
            const before = previous.get(r.idempotencyKey!);
            if (before !== undefined && !done.has(before)) ahead.push(r.idempotencyKey!);
            const status = o.next().value as number;
            if (status === 201) done.add(r.idempotencyKey!);
            return status === 201 ? accepted(r) : { status, body: undefined };
          };
          const played = await play('wuhu', stepsInOrder(whistles), all);
          expect(ahead).toEqual([]);
          expect(api.mostUnderWay).toBeLessThanOrEqual(n);
          expect(played.acknowledged).toBe(done.size);
          expect(played.complete).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('waits for what is under way when it is stopped', async () => {
    const { api, stop, all } = setUp({ concurrency: 2 });
    api.answer = (r, nth) => {
      if (nth === 3) stop.abort();
      return accepted(r);
    };
    const whistles = Array.from({ length: 20 }, (_, i) => plannedWhistle(`w${i}`, [i]));
    const played = await play('wuhu', stepsInOrder(whistles), all);
    expect(played.complete).toBe(false);
    expect(api.underWay).toBe(0);
    expect(played.acknowledged).toBe(api.sent.length);
    expect(api.sent.length).toBeLessThan(20);
  });
});

const cumulated = (gaps: number[], start: number): number[] => {
  let atMs = start;
  return gaps.map((gap) => (atMs += gap));
};

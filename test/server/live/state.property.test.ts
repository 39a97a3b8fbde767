import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CityEvent } from '../../../server/contract/events.ts';
import { figuresAt } from '../../../server/contract/figures.ts';
import { departmentCalled } from '../../../server/contract/matrix.ts';
import { applyEvent, closedKept, emptyState, snapshotOf, stateOf } from '../../../server/contract/state.ts';
import type { Whistle } from '../../../server/contract/whistle.ts';
import { partClock } from '../../support/part-clock.ts';

const clock = {
  kind: 'simulated' as const,
  mark: 'demo' as const,
  cityAt: '2026-01-01T00:00:00.000Z',
  realAt: '2026-01-01T00:00:00.000Z',
  speed: 1,
};
const start = Date.parse(clock.cityAt);
const time = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

const clockOf = (minutes: number, deadlineMinutes: number | null) => ({
  calledAt: time(minutes),
  reportBy: null,
  resolveBy: deadlineMinutes === null ? null : time(minutes + deadlineMinutes),
});

function whistle(n: number, minutes: number, deadlineMinutes: number | null): Whistle {
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    code: `W${n}`,
    title: 't',
    kind: 'problem',
    risk: 'normal',
    item: null,
    position: [118, 31],
    zone: 0,
    community: 'c',
    street: 's',
    district: 'd',
    departments: [departmentCalled('a', partClock(clockOf(minutes, deadlineMinutes)))],
    stage: 'called',
    ...clockOf(minutes, deadlineMinutes),
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
    closeAlarm: partClock(clockOf(minutes, deadlineMinutes)).resolveAlarm,
    mergedInto: null,
    origin: 'demo',
    sourceId: null,
    pictures: 0,
    seq: 0,
    version: 1,
  };
}

/** A log of whistles that are called and, some of them, closed; with the truth about each. */
const logs = fc
  .array(
    fc.record({
      deadline: fc.option(fc.integer({ min: 0, max: 100 })),
      closeAfter: fc.option(fc.integer({ min: 0, max: 200 })),
    }),
    {
      maxLength: 150,
    },
  )
  .map((plan) => {
    const events: CityEvent[] = [];
    const add = (type: 'whistle.called' | 'whistle.closed', at: string, w: Whistle): void => {
      const seq = events.length + 1;
      events.push({ seq, type, at, recordedAt: at, data: { whistle: { ...w, seq }, department: null, words: null } });
    };
    plan.forEach(({ deadline, closeAfter }, i) => {
      const w = whistle(i, i, deadline);
      add('whistle.called', w.calledAt, w);
      if (closeAfter !== null) {
        const closedAt = time(i + closeAfter);
        add('whistle.closed', closedAt, { ...w, stage: 'closed', closedAt });
      }
    });
    return { plan, events };
  });

describe('the live state', () => {
  it('is the same whatever order, gaps and duplicates a client saw, once gaps are asked for again', () => {
    fc.assert(
      fc.property(
        logs,
        fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 40 })), { maxLength: 60 }),
        ({ events }, deliveries) => {
          const whole = emptyState(clock);
          for (const e of events) expect(applyEvent(whole, e)).toBe('applied');
          const client = emptyState(clock);
          const give = (batch: CityEvent[]): void => {
            for (const e of batch) {
              const before = client.seq;
              const outcome = applyEvent(client, e);
              expect(outcome).toBe(e.seq <= before ? 'duplicate' : e.seq === before + 1 ? 'applied' : 'gap');
            }
          };
          for (const [from, length] of deliveries) give(events.slice(from, from + length));
          give(events.slice(client.seq));
          expect(snapshotOf(client)).toEqual(snapshotOf(whole));
        },
      ),
    );
  });

  it('goes through a snapshot unchanged, at any point', () => {
    fc.assert(
      fc.property(logs, fc.nat(300), ({ events }, at) => {
        const state = emptyState(clock);
        for (const e of events.slice(0, at)) applyEvent(state, e);
        const copy = stateOf(structuredClone(snapshotOf(state)));
        for (const e of events.slice(at)) {
          applyEvent(state, e);
          applyEvent(copy, e);
        }
        expect(snapshotOf(copy)).toEqual(snapshotOf(state));
        expect(state.closed.length).toBeLessThanOrEqual(closedKept);
      }),
    );
  });

  it('gives the on-time rate by its definition', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 0, max: 400 }), ({ plan, events }, nowMinutes) => {
        const state = emptyState(clock);
        for (const e of events) applyEvent(state, e);
        let inTime = 0;
        let due = 0;
        plan.forEach(({ deadline, closeAfter }, i) => {
          if (deadline === null) return;
          if (closeAfter !== null) {
            due += 1;
            if (closeAfter <= deadline) inTime += 1;
          } else if (i + deadline < nowMinutes) due += 1;
        });
        const figures = figuresAt(state.counters, state.open.values(), start + nowMinutes * 60_000);
        expect(figures.due).toBe(due);
        expect(figures.closedInTime).toBe(inTime);
        expect(figures.onTimeRate).toBe(due === 0 ? null : inTime / due);
        expect(figures.called).toBe(plan.length);
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CityEvent } from '../../../server/contract/events.ts';
import { eventsIn, type Scope } from '../../../server/contract/scope.ts';
import { applyEvent, emptyState } from '../../../server/contract/state.ts';
import { UnseenRuns } from '../../../server/live/unseen-runs.ts';

const time = '2026-11-27T00:00:00.000Z';
const scope: Scope = { parts: [{ area: 'seen', department: null }], masked: false };
const clock = { kind: 'live', mark: 'none', cityAt: time, realAt: time, speed: 1 } as const;

/** An event that the scope sees, or a whistle's in another area. */
const event = (seq: number, isSeen: boolean): CityEvent =>
  isSeen
    ? { seq, at: time, recordedAt: time, type: 'items.listed', data: { startsOn: '2026-10-01' } }
    : ({
        ...{ seq, at: time, recordedAt: time, type: 'whistle.called' },
        data: { whistle: { district: 'x', street: 'x', community: 'x', departments: [] } },
      } as unknown as CityEvent);

const ticks = fc.array(fc.oneof(fc.constant('beat' as const), fc.array(fc.boolean(), { minLength: 1, maxLength: 6 })), {
  maxLength: 40,
});

it('a room hears every tick that it sees, at once, and at each beat how far the log has come; never with a gap', () => {
  fc.assert(
    fc.property(ticks, fc.nat({ max: 10 }), (all, away) => {
      const unseen = new UnseenRuns();
      const state = emptyState(clock);
      let seq = 0;
      let frames = 0;
      const hear = (batch: ReturnType<UnseenRuns['take']>): void => {
        if (batch === undefined) return;
        frames += 1;
        expect(batch.after).toBeLessThanOrEqual(state.seq);
        for (const e of batch.events) expect(applyEvent(state, e)).not.toBe('gap');
      };
      for (const [n, tick] of all.entries()) {
        const before = frames;
        if (tick === 'beat') {
          hear(unseen.take('room'));
          expect(state.seq).toBe(seq);
          expect(frames - before).toBeLessThanOrEqual(1);
          continue;
        }
        const after = seq;
        const events = tick.map((isSeen) => event((seq += 1), isSeen));
        // For a while nobody is in the room: what is held for it then is of no use to who comes, and must not harm.
        if (n === away) {
          state.seq = seq;
          continue;
        }
        const batch = unseen.joined('room', { city: 'c', log: 'l', after, events: eventsIn(events, scope) });
        hear(batch ?? undefined);
        expect(frames - before).toBe(tick.includes(true) ? 1 : 0);
        if (tick.includes(true)) expect(state.seq).toBe(seq);
      }
    }),
  );
});

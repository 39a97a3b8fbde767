import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFollower, type Follower } from '../../../client/live/follower.ts';
import { snapshotOf } from '../../../server/contract/state.ts';
import type { EventBatch, EventsReply, SnapshotReply } from '../../../server/contract/stream.ts';
import { eventLog, snapshotBytes, stateAfter } from '../city-fixture.ts';

const events = eventLog(120);
const log = 'log-1';
const batch = (from: number, to: number): EventBatch => ({
  city: 'wuhu',
  log,
  after: from,
  events: events.slice(from, to),
  serverTime: 1000 + to,
});
const snapshot = (seq: number): SnapshotReply => ({
  kind: 'snapshot',
  log,
  cityVersion: 1,
  snapshot: snapshotBytes(stateAfter(events, seq)),
  serverTime: 1000 + seq,
});
/** The server's answer to a subscription while its log ends at `head`. */
function answer(follower: Follower, head: number, kept = 0): SnapshotReply | EventsReply {
  const after = follower.after();
  if (after === null || after.seq < kept) return snapshot(head);
  return { kind: 'events', cityVersion: 1, ...batch(after.seq, head) };
}

/** What the network does with the stream: cuts 0 … 120 into batches, then shuffles, doubles and loses some. */
const delivery = fc
  .array(fc.integer({ min: 1, max: 119 }), { maxLength: 20 })
  .map((cuts) => [...new Set([0, ...cuts, 120])].sort((a, b) => a - b))
  .chain((edges) => {
    const batches = edges.slice(1).map((to, i) => batch(edges[i]!, to));
    return fc.record({
      delivered: fc.array(fc.constantFrom(...batches), { maxLength: 40 }),
      first: fc.integer({ min: 0, max: 120 }),
      kept: fc.integer({ min: 0, max: 120 }),
    });
  });

test('any order of batches, with duplicates and losses, ends in the state of the server', () => {
  fc.assert(
    fc.property(delivery, ({ delivered, first, kept }) => {
      const follower = createFollower('wuhu');
      follower.take(snapshot(first));
      let state = follower.flush().state;
      for (const b of delivered) {
        follower.events(b);
        const flushed = follower.flush();
        state = flushed.state ?? state;
        if (flushed.ask === 'subscribe') follower.take(answer(follower, Math.max(first, b.after), kept));
        state = follower.flush().state ?? state;
      }
      follower.take(answer(follower, 120, kept));
      state = follower.flush().state ?? state;
      expect(state === null ? null : snapshotOf(state)).toEqual(snapshotOf(stateAfter(events, 120)));
    }),
    { numRuns: 200 },
  );
});

test('what happened after the snapshot is told once, in order, and nothing of before', () => {
  fc.assert(
    fc.property(delivery, ({ delivered, first }) => {
      const follower = createFollower('wuhu');
      follower.take(snapshot(first));
      const told: number[] = [];
      const flush = (): void => void told.push(...follower.flush().happened.map((e) => e.seq));
      for (const b of delivered) {
        follower.events(b);
        flush();
      }
      // Whoever kept everything is answered with what is missing, never with a snapshot.
      follower.take(answer(follower, 120));
      flush();
      expect(told).toEqual(Array.from({ length: 120 - first }, (_, i) => first + 1 + i));
    }),
    { numRuns: 200 },
  );
});

test('a gap asks for what is missing, and the answer closes it', () => {
  const follower = createFollower('wuhu');
  follower.take(snapshot(10));
  follower.flush();
  follower.events(batch(20, 30));
  expect(follower.flush()).toEqual({ state: null, happened: [], ask: 'subscribe' });
  expect(follower.current()).toBe(false);
  follower.take(answer(follower, 30));
  expect(follower.flush().state?.seq).toBe(30);
  expect(follower.current()).toBe(true);
});

test('a heartbeat tells a lost batch from one that is on its way', () => {
  const beat = (seq: number) => ({ city: 'wuhu', seq, cityVersion: 1, serverTime: 5000 + seq });
  const follower = createFollower('wuhu');
  follower.take(snapshot(10));
  follower.flush();
  expect(follower.beat(beat(10))).toBe('nothing');
  expect(follower.confirmedMs()).toBe(5010);
  expect(follower.beat(beat(12))).toBe('nothing');
  expect(follower.confirmedMs()).toBe(5010);
  expect(follower.beat(beat(12))).toBe('subscribe');
});

test('another log asks again instead of mixing two histories', () => {
  const follower = createFollower('wuhu');
  follower.take(snapshot(10));
  follower.flush();
  expect(follower.events({ ...batch(10, 12), log: 'log-2' })).toBe('subscribe');
  expect(follower.flush().state).toBeNull();
});

test('without a snapshot nothing is applied and nothing is confirmed', () => {
  const follower = createFollower('wuhu');
  follower.events(batch(0, 5));
  expect(follower.flush()).toEqual({ state: null, happened: [], ask: 'nothing' });
  expect(follower.after()).toBeNull();
  expect(follower.confirmedMs()).toBeNull();
});

test('what arrives between joining and the first answer is kept, but for that of another log', () => {
  const follower = createFollower('wuhu');
  follower.events({ ...batch(0, 30), log: 'log-0' });
  follower.events(batch(5, 8));
  follower.take(snapshot(5));
  const { state, ask } = follower.flush();
  expect([state?.seq, ask]).toEqual([8, 'nothing']);
});

import type { CityEvent } from '../../server/contract/events.ts';
import { stateOf, type CityState, type Snapshot } from '../../server/contract/state.ts';
import type { EventBatch, EventsReply, Heartbeat, SnapshotReply, Subscribe } from '../../server/contract/stream.ts';
import { createQueue } from './queue.ts';

/** What a step asks of the line: nothing, or to subscribe again from the last event that was applied. */
export type Ask = 'nothing' | 'subscribe';

/** One city's state as the stream tells it. Knows no socket and no clock, so that any order of messages can be tried. */
export interface Follower {
  readonly city: string;
  /** The last event applied and the log that it belongs to. */
  after: () => Subscribe['after'];
  /** The answer to a subscription: a snapshot replaces the state, events follow it. */
  take: (reply: SnapshotReply | EventsReply) => void;
  /** A batch from the stream. */
  events: (batch: EventBatch) => Ask;
  /** A heartbeat: says whether a batch was lost on the way. */
  beat: (beat: Heartbeat) => Ask;
  /** Applies what waits, and says what that was; `state` is `null` where nothing changed. */
  flush: () => { state: CityState | null; happened: CityEvent[]; ask: Ask };
  /** True while a subscription is answered and nothing is known to be missing. */
  current: () => boolean;
  /** The line broke: what is known stays, but is not current. */
  lose: () => void;
  /** Server's real time up to which the state is known to be whole, ms; `null` before the first snapshot. */
  confirmedMs: () => number | null;
}

interface Held {
  log: string | null;
  state: CityState | null;
  current: boolean;
  /** True from a snapshot until it is flushed. */
  replaced: boolean;
  confirmedMs: number | null;
  /** `seq` of the heartbeat before: only what that one knew already is certainly lost, not late. */
  beatSeq: number;
}

const confirm = (held: Held, serverTime: number): void => {
  held.confirmedMs = Math.max(held.confirmedMs ?? 0, serverTime);
};

export function createFollower(city: string): Follower {
  const queue = createQueue();
  const held: Held = { log: null, state: null, current: false, replaced: false, confirmedMs: null, beatSeq: 0 };
  const ask = (): Ask => {
    held.current = false;
    return 'subscribe';
  };
  return {
    city,
    after: () => (held.state === null || held.log === null ? null : { log: held.log, seq: held.state.seq }),
    take: (reply) => {
      held.current = true;
      if (reply.kind === 'events') {
        queue.offer(reply);
        return;
      }
      // What came between joining and this answer follows it.
      queue.keepOnly(reply.log);
      held.log = reply.log;
      held.state = stateOf(JSON.parse(new TextDecoder().decode(reply.snapshot)) as Snapshot);
      held.replaced = true;
      held.confirmedMs = reply.serverTime;
    },
    events: (batch) => {
      if (held.log !== null && batch.log !== held.log) return ask();
      queue.offer(batch);
      return 'nothing';
    },
    beat: (beat) => {
      const seq = held.state?.seq ?? -1;
      const lost = seq < beat.seq && seq < held.beatSeq;
      if (seq >= beat.seq) confirm(held, beat.serverTime);
      held.beatSeq = beat.seq;
      return lost || !held.current ? ask() : 'nothing';
    },
    flush: () => {
      if (held.state === null) return { state: null, happened: [], ask: 'nothing' };
      const { applied, gap, serverTime } = queue.flush(held.state);
      if (serverTime !== null) confirm(held, serverTime);
      const changed = applied.length > 0 || held.replaced;
      held.replaced = false;
      return { state: changed ? held.state : null, happened: applied, ask: gap ? ask() : 'nothing' };
    },
    current: () => held.current,
    lose: () => {
      held.current = false;
    },
    confirmedMs: () => held.confirmedMs,
  };
}

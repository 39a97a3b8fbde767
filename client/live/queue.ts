import type { CityEvent } from '../../server/contract/events.ts';
import { applyEvent, type CityState } from '../../server/contract/state.ts';
import type { EventBatch } from '../../server/contract/stream.ts';

/** More than this many waiting events are dropped: the catch-up brings them again. */
const keptEvents = 20_000;

export interface Flushed {
  /** Events that changed the state, in order. */
  applied: CityEvent[];
  /** True where events are missing between the state and what waits: ask for them. */
  gap: boolean;
  /** Server's real time of the newest batch that is fully applied, ms; `null` when none was. */
  serverTime: number | null;
}

/** Batches that arrived and are not applied yet. Order and duplicates do not matter; a gap keeps what lies behind it. */
export interface LiveQueue {
  offer: (batch: EventBatch) => void;
  /** Applies everything that follows the state without a gap. */
  flush: (state: CityState) => Flushed;
  /** Drops what belongs to any other log. */
  keepOnly: (log: string) => void;
  size: () => number;
}

function applyBatch(state: CityState, batch: EventBatch, out: Flushed): boolean {
  for (const event of batch.events) {
    const result = applyEvent(state, event);
    if (result === 'gap') return false;
    if (result === 'applied') out.applied.push(event);
  }
  out.serverTime = Math.max(out.serverTime ?? 0, batch.serverTime);
  return true;
}

export function createQueue(): LiveQueue {
  let waiting: EventBatch[] = [];
  const size = (): number => waiting.reduce((sum, b) => sum + b.events.length, 0);
  return {
    offer: (batch) => {
      waiting.push(batch);
      if (size() > keptEvents) waiting = [];
    },
    flush: (state) => {
      const out: Flushed = { applied: [], gap: false, serverTime: null };
      const batches = waiting.sort((a, b) => a.after - b.after);
      waiting = [];
      for (const batch of batches) if (!applyBatch(state, batch, out)) waiting.push(batch);
      out.gap = waiting.length > 0;
      return out;
    },
    keepOnly: (log) => {
      waiting = waiting.filter((b) => b.log === log);
    },
    size,
  };
}

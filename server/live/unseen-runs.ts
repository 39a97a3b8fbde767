import type { CityEvent } from '../contract/events.ts';
import type { EventBatch } from '../contract/stream.ts';

type Batch = Omit<EventBatch, 'serverTime'>;
type Elsewhere = Extract<CityEvent, { type: 'elsewhere' }>;

const isElsewhere = (event: CityEvent | undefined): event is Elsewhere => event?.type === 'elsewhere';

/** What was not sent to a room yet because nobody in it sees it: at most one run of events for each. */
export class UnseenRuns {
  private readonly runs = new Map<string, Batch>();

  /** The batch with what was held back before it; `null` where nothing of it is seen, which is held back then. */
  joined(room: string, batch: Batch): Batch | null {
    const whole = this.behind(room, batch);
    if (whole.events.length === 1 && isElsewhere(whole.events[0])) {
      this.runs.set(room, whole);
      return null;
    }
    this.runs.delete(room);
    return whole;
  }

  /** What was held back for a room, which is sent now. */
  take(room: string): Batch | undefined {
    const run = this.runs.get(room);
    this.runs.delete(room);
    return run;
  }

  /** A run that another log was the next of, or that does not lie right before the batch, is no part of it. */
  private behind(room: string, batch: Batch): Batch {
    const run = this.runs.get(room);
    if (run === undefined || run.log !== batch.log || run.events.at(-1)!.seq !== batch.after) return batch;
    const [first] = batch.events;
    const [held] = run.events;
    const events = isElsewhere(first)
      ? [{ ...first, data: { from: run.after + 1 } }, ...batch.events.slice(1)]
      : [held!, ...batch.events];
    return { ...batch, after: run.after, events };
  }
}

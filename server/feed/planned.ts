import type { WhistleRisk } from '../contract/kinds.ts';
import type { WhistleStep } from '../contract/matrix.ts';
import type { WhistleCall } from '../contract/whistle.ts';

/** A whistle whose whole course is known beforehand. All times are city time, ms since the epoch, non-decreasing. */
export interface PlannedWhistle {
  /** Unique in the city and the same in every run: idempotency keys are made of it. */
  id: string;
  calledAtMs: number;
  /** What is sent, but for its time and its number. */
  call: Omit<WhistleCall, 'at' | 'sourceId'>;
  /** What is sent in place of the item where the city's list does not hold it, or not for these departments. */
  withoutItem?: { risk: WhistleRisk; reportBy: string; resolveBy: string };
  /** What follows the call, in order. */
  acts: PlannedAct[];
}

/** One step of a whistle's course. */
export interface PlannedAct {
  action: WhistleStep;
  atMs: number;
  /** What is sent with it, but for its time. */
  body?: Record<string, unknown>;
}

/** One request of a whistle's course. */
export interface PlannedStep {
  whistle: PlannedWhistle;
  atMs: number;
  action: 'call' | WhistleStep;
  /** What is sent, but for its time; of a call nothing, which the whistle holds. */
  body: Record<string, unknown>;
  /** `<whistle id>/<number of the step>-<step>`: the same step has the same key in every run. */
  key: string;
  /** Nothing follows it. */
  last: boolean;
}

/** The steps of one whistle in their order, the call first. */
export function stepsOf(whistle: PlannedWhistle): PlannedStep[] {
  const { id, calledAtMs, acts } = whistle;
  const steps: PlannedStep[] = [
    { whistle, atMs: calledAtMs, action: 'call', body: {}, key: `${id}/call`, last: false },
    ...acts.map(({ action, atMs, body = {} }, n) => ({
      ...{ whistle, atMs, action, body },
      key: `${id}/${n + 1}-${action}`,
      last: false,
    })),
  ];
  steps.at(-1)!.last = true;
  return steps;
}

/**
 * The steps of many whistles by city time, each whistle's own in their order; those of one instant in the order of the
 * list. `whistles` come by time of call and may be without end: only what is under way is held.
 * What lies at or before `pastMs` comes whistle by whistle instead: whoever plays the past in a minute then never has
 * those open that were closed long ago, and no figure says so in between.
 */
export function* stepsInOrder(whistles: Iterable<PlannedWhistle>, pastMs = -Infinity): Generator<PlannedStep> {
  /** Latest first; of one instant, the one added last stands first. */
  const waiting: PlannedStep[] = [];
  for (const whistle of whistles) {
    while (waiting.length > 0 && waiting.at(-1)!.atMs < whistle.calledAtMs) yield waiting.pop()!;
    for (const step of stepsOf(whistle))
      if (step.atMs <= pastMs) yield step;
      else waiting.splice(firstNotAfter(waiting, step.atMs), 0, step);
  }
  while (waiting.length > 0) yield waiting.pop()!;
}

/** First index of `steps` (latest first) whose time is `atMs` or before it. */
function firstNotAfter(steps: readonly PlannedStep[], atMs: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]!.atMs <= atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

import type { Whistle, WhistleCall } from '../contract/whistle.ts';
import { refusal, type ApiAnswer, type ApiRequest } from './api.ts';
import { deliver, type DeliveryDeps } from './delivery.ts';
import type { Pace } from './pace.ts';
import type { PlannedStep, PlannedWhistle } from './planned.ts';

export interface PlayerDeps extends DeliveryDeps {
  pace: Pace;
  /** Requests under way at once. */
  concurrency: number;
  /** Told of each step that the server has acknowledged or refused. */
  onStep?: (step: PlannedStep) => void;
  /** Told of each refusal, besides the list in the result. */
  onRefused?: (refused: Refused) => void;
}

/** A step that the server refused (4xx); the rest of that whistle is left out. */
export interface Refused {
  id: string;
  action: PlannedStep['action'];
  reason: string;
}

export interface Played {
  acknowledged: number;
  refused: Refused[];
  /** False where the signal ended it before the last step. */
  complete: boolean;
}

/**
 * Plays steps (in order of time) through the public API when the city's time for each has come. A step is sent only
 * after the one before it of the same whistle was acknowledged, and at most `concurrency` are under way, so that the
 * player never runs ahead of the server. Aborting the signal sends nothing more and waits for what is under way.
 * Throws Undelivered where the server cannot be reached.
 */
export async function play(city: string, steps: Iterable<PlannedStep>, deps: PlayerDeps): Promise<Played> {
  const played: Played = { acknowledged: 0, refused: [], complete: false };
  /** Whistle id of the server (null: refused) by planned id, after that whistle's newest step. */
  const courses = new Map<string, Promise<string | null>>();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];

  const start = (step: PlannedStep): void => {
    const course = advance({ city, deps, played }, step, courses.get(step.whistle.id));
    if (step.last) courses.delete(step.whistle.id);
    else courses.set(step.whistle.id, course);
    const settled: Promise<void> = course.then(
      () => void underWay.delete(settled),
      (error: unknown) => {
        underWay.delete(settled);
        failures.push(error);
      },
    );
    underWay.add(settled);
  };

  played.complete = true;
  for (const step of steps) {
    await deps.pace.until(step.atMs, deps.signal);
    while (underWay.size >= deps.concurrency && failures.length === 0) await Promise.race(underWay);
    if (deps.signal.aborted || failures.length > 0) {
      played.complete = false;
      break;
    }
    start(step);
  }
  await Promise.all(underWay);
  if (failures.length > 0) {
    if (!deps.signal.aborted) throw failures[0];
    played.complete = false;
  }
  return played;
}

/** Takes a whistle one step further, behind its step before; gives the server's id, or null where it was refused. */
async function advance(
  { city, deps, played }: { city: string; deps: PlayerDeps; played: Played },
  step: PlannedStep,
  before: Promise<string | null> | undefined,
): Promise<string | null> {
  const id = before === undefined ? undefined : await before;
  if (id === null) return null;
  const request = requestOf(city, step, id);
  let answer = await deliver(deps, request);
  if (isOfItem(answer) && step.whistle.withoutItem !== undefined && step.action === 'call')
    answer = await deliver(deps, {
      ...request,
      body: withoutItem(request.body as WhistleCall, step.whistle.withoutItem),
    });
  deps.onStep?.(step);
  if (answer.status < 400) {
    played.acknowledged += 1;
    return (answer.body as Whistle).id;
  }
  const refused = { id: step.whistle.id, action: step.action, reason: refusal(answer) };
  played.refused.push(refused);
  deps.onRefused?.(refused);
  return null;
}

/**
 * The list of items was changed since the plan was made, or none holds on that day. A call that was made without an item
 * before is known by its key.
 */
const isOfItem = ({ body }: ApiAnswer): boolean =>
  ['item-unknown', 'department-not-allowed', 'lead-not-called', 'idempotency-key-reused'].includes(
    (body as { code?: string } | undefined)?.code ?? '',
  );
const withoutItem = ({ item: _, ...call }: WhistleCall, instead: PlannedWhistle['withoutItem']) => ({
  ...call,
  ...instead,
});

function requestOf(city: string, step: PlannedStep, id: string | undefined): ApiRequest {
  const at = new Date(step.atMs).toISOString();
  const whistles = `/cities/${city}/whistles`;
  const common = { method: 'POST' as const, idempotencyKey: step.key };
  if (step.action === 'call') {
    const body: WhistleCall = { ...step.whistle.call, sourceId: step.whistle.id, at };
    return { ...common, path: whistles, body };
  }
  if (id === undefined) throw new Error(`step ${step.key} comes before its call`);
  return { ...common, path: `${whistles}/${id}/${step.action}`, body: { ...step.body, at } };
}

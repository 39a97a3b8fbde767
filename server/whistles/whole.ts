import { liveParts, transitions, type WholeStep } from '../contract/matrix.ts';
import { closedKept, closingOf } from '../contract/state.ts';
import type { StepBody, Whistle } from '../contract/whistle.ts';
import { ProblemError } from '../http/problem.ts';
import type { WhistleChange } from '../live/batch.ts';
import { presentWhistle } from '../live/present.ts';
import { deferred, resumed } from './deferral.ts';
import { again, carried, withPart } from './parts.ts';
import { ring } from './ring.ts';
import { said } from './said.ts';
import type { StepAt } from './step-at.ts';

function reopened(step: StepAt, { departments, resolveBy }: StepBody<'reopen'>): Whistle {
  const { whistle: w, at } = step;
  if (resolveBy !== undefined && Date.parse(resolveBy) < at.getTime())
    throw new ProblemError('time-backwards', 'the new deadline has passed already');
  const live = liveParts(w.departments);
  for (const name of departments ?? [])
    if (!live.some((d) => d.department === name)) throw new ProblemError('department-not-called', name);
  const parts = w.departments.map((d) =>
    live.includes(d) && (departments?.includes(d.department) ?? true) ? again(d, resolveBy, step) : d,
  );
  return { ...carried(w, parts, at), verifiedAt: null, closedAt: null, reopened: w.reopened + 1 };
}

/**
 * The closed whistle that moves up into the live state when `w` leaves it: the live state holds the newest `closedKept`
 * only. `null` where none moves up.
 */
async function movesUp(c: WhistleChange, w: Whistle): Promise<Whistle | null> {
  if (w.stage !== 'closed') return null;
  const next = await (
    await c.reading()
  )
    .selectFrom('whistle')
    .selectAll()
    .where('city_id', '=', c.city.id)
    .where('stage', '=', 'closed')
    .where('id', '<>', w.id)
    .orderBy('seq', 'desc')
    .offset(closedKept - 1)
    .limit(1)
    .executeTakeFirst();
  return next === undefined || next.seq > w.seq ? null : presentWhistle(next);
}

async function reopen(c: WhistleChange, step: StepAt, body: StepBody<'reopen'>): Promise<Whistle> {
  const next = await movesUp(c, step.whistle);
  const closing = closingOf(step.whistle);
  return c.put(
    reopened(step, body),
    (whistle) => ({
      type: 'whistle.reopened',
      data: { whistle, department: null, words: body.reason, closing, next },
    }),
    step.at,
  );
}

/** The duplicate ends; departments that the other lacks go over to it as they stand. */
async function merge(
  c: WhistleChange,
  { whistle: w, at, clock }: StepAt,
  { into }: StepBody<'merge'>,
): Promise<Whistle> {
  // What was due before this step is rung before it.
  const target = ring(c, await c.whistle(into), at.getTime(), clock);
  const isUnderWay = (transitions.merge.from as readonly string[]).includes(target.stage) && target.deferral === null;
  if (target.id === w.id || !isUnderWay) throw new ProblemError('merge-target-invalid', target.code);
  const merged = c.put({ ...w, stage: 'merged', mergedInto: target.id }, said('whistle.merged', null, target.code), at);
  const parts = liveParts(w.departments).reduce(withPart, target.departments);
  c.put(carried(target, parts, at), said('whistle.absorbed', null, w.code, target), at);
  return merged;
}

function nudged({ whistle, at }: StepAt, kind: 'urge' | 'chase', words: string | null): Whistle {
  const lastNudge = { kind, at: at.toISOString(), words };
  const count = kind === 'urge' ? { urges: whistle.urges + 1 } : { chases: whistle.chases + 1 };
  return { ...whistle, ...count, lastNudge };
}

type WholeStepOf = {
  [S in WholeStep]: (c: WhistleChange, step: StepAt, body: StepBody<S>) => Whistle | Promise<Whistle>;
};

/** What each step does with the whole whistle: record and events. */
export const wholeSteps: WholeStepOf = {
  verify: (c, { whistle, at }) =>
    c.put({ ...whistle, stage: 'verified', verifiedAt: at.toISOString() }, said('whistle.verified'), at),
  close: (c, { whistle, at }) =>
    c.put({ ...whistle, stage: 'closed', closedAt: at.toISOString() }, said('whistle.closed'), at),
  reopen,
  merge,
  urge: (c, step, { words }) => c.put(nudged(step, 'urge', words), said('whistle.urged', null, words), step.at),
  chase: (c, step, { words }) => c.put(nudged(step, 'chase', words), said('whistle.chased', null, words), step.at),
  defer: (c, step, body) => c.put(deferred(step, body), said('whistle.deferred', null, body.reason), step.at),
  resume: (c, step) => c.put(resumed(step), said('whistle.resumed'), step.at),
};

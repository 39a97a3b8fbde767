import type { Subject } from '../contract/people.ts';
import type { WorkingTime } from '../clocks/working-time.ts';
import type { plainWhistleEvents } from '../contract/events.ts';
import { isDepartmentStep, may, type DepartmentStep, type WholeStep, type WhistleStep } from '../contract/matrix.ts';
import type { StepBody, Whistle } from '../contract/whistle.ts';
import { ProblemError } from '../http/problem.ts';
import { requirePictures } from '../pictures/store.ts';
import type { WhistleChange } from '../live/batch.ts';
import { allowStep } from './allow.ts';
import { moveParts } from './parts.ts';
import { ring } from './ring.ts';
import { said } from './said.ts';
import type { StepAt } from './step-at.ts';
import { lastStepMs, timeOf } from './time.ts';
import { wholeSteps } from './whole.ts';

const eventTypes: Record<DepartmentStep, (typeof plainWhistleEvents)[number]> = {
  dispatch: 'whistle.dispatched',
  'report-in': 'whistle.reported',
  arrive: 'whistle.arrived',
  resolve: 'whistle.resolved',
  'hand-back': 'whistle.handed-back',
  'accept-hand-back': 'whistle.hand-back-accepted',
  'refuse-hand-back': 'whistle.hand-back-refused',
  'ask-extension': 'whistle.extension-asked',
  'grant-extension': 'whistle.extension-granted',
  'refuse-extension': 'whistle.extension-refused',
  evaluate: 'whistle.evaluated',
};

interface Said {
  reason?: string;
  words?: string | null;
  to?: string;
}
/** What was said with a step, for its history. */
const wordsOf = ({ reason, words, to }: Said): string | null => reason ?? words ?? to ?? null;

/** Looks for the pictures that a grade refers to; throws `picture-unknown`. */
async function findPictures(c: WhistleChange, w: Whistle, body: object): Promise<void> {
  const { pictures = [], department = null } = body as Partial<StepBody<'evaluate'>>;
  if (pictures.length === 0) return;
  await requirePictures(await c.reading(), w.id, { step: 'evaluate', department, ids: pictures });
}

async function stepOfDepartment<S extends DepartmentStep>(
  c: WhistleChange,
  { step, body }: StepInput<S>,
  on: StepAt,
): Promise<Whistle> {
  const { department = null } = body;
  await findPictures(c, on.whistle, body);
  return c.put(moveParts(step, body, on), said(eventTypes[step], department, wordsOf(body as Said), on.whistle), on.at);
}

function stepOfWhole<S extends WholeStep>(
  c: WhistleChange,
  { step, body }: StepInput<S>,
  on: StepAt,
): Whistle | Promise<Whistle> {
  const { stage, deferral } = on.whistle;
  if (!may(on.whistle, step))
    throw new ProblemError('transition-illegal', `${step} in stage ${stage}${deferral === null ? '' : ', put off'}`);
  return wholeSteps[step](c, on, body);
}

/** A step with the body that it wants, and the version that the caller saw (undefined where it does not mind). */
export interface StepInput<S extends WhistleStep = WhistleStep> {
  by: Subject;
  step: S;
  body: StepBody<S>;
  version?: number | undefined;
}

/**
 * Takes a whistle one step further, after all that its clock had to do before. Throws `whistle-unknown`,
 * `not-allowed`, `version-stale`, `transition-illegal`, `department-not-called`, `owner-is-self`, `extension-not-later`,
 * `merge-target-invalid`, `time-backwards` or `time-not-settable`.
 */
export async function stepWhistle(
  c: WhistleChange,
  id: string,
  input: StepInput,
  clock: WorkingTime,
): Promise<Whistle> {
  const before = await c.whistle(id);
  allowStep(c.city.id, before, input);
  const { step, body, version } = input;
  if (version !== undefined && version !== before.version)
    throw new ProblemError('version-stale', `version ${before.version}, not ${version}`);
  const at = timeOf(c, body.at);
  const touched = [before];
  if (step === 'merge') {
    // It is written into as well: whoever merges must see it, and have the right there.
    const target = await c.whistle((body as StepBody<'merge'>).into);
    allowStep(c.city.id, target, input);
    touched.push(target);
  }
  if (body.at !== undefined && touched.some((w) => at.getTime() < lastStepMs(w)))
    throw new ProblemError('time-backwards');
  const on = { whistle: ring(c, before, at.getTime(), clock), at, clock };
  return isDepartmentStep(step)
    ? stepOfDepartment(c, input as StepInput<typeof step>, on)
    : stepOfWhole(c, input as StepInput<typeof step>, on);
}

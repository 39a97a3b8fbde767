import type { Selectable } from 'kysely';
import { isDepartmentStep, may, type DepartmentStep, type WholeStep, type WhistleStep } from '../contract/matrix.ts';
import type { plainWhistleEvents } from '../contract/events.ts';
import type { StepBody, Whistle } from '../contract/whistle.ts';
import type { WhistleTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityChange } from '../live/log.ts';
import { moveParts } from './parts.ts';
import { readWhistle, storeWhistle } from './store.ts';
import { lastStepMs, timeOf } from './time.ts';
import { wholeSteps } from './whole.ts';

type Row = Selectable<WhistleTable>;

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

async function stepOfDepartment<S extends DepartmentStep>(
  c: CityChange,
  row: Row,
  step: S,
  body: StepBody<S>,
  at: Date,
): Promise<Whistle> {
  const whistle = await storeWhistle(c, row, moveParts(row, step, body, at));
  const { department = null } = body;
  c.emit({ type: eventTypes[step], data: { whistle, department, words: wordsOf(body as Said) } }, at);
  return whistle;
}

function stepOfWhole<S extends WholeStep>(
  c: CityChange,
  row: Row,
  step: S,
  body: StepBody<S>,
  at: Date,
): Promise<Whistle> {
  if (!may(row, step)) throw new ProblemError('transition-illegal', `${step} in stage ${row.stage}`);
  return wholeSteps[step](c, row, body, at);
}

/** A step with the body that it wants, and the version that the caller saw (undefined where it does not mind). */
export interface StepInput<S extends WhistleStep = WhistleStep> {
  step: S;
  body: StepBody<S>;
  version: number | undefined;
}

/**
 * Takes a whistle one step further: its row and what happened. Throws `whistle-unknown`, `version-stale`,
 * `transition-illegal`, `department-not-called`, `owner-is-self`, `extension-not-later`, `merge-target-invalid`,
 * `time-backwards` or `time-not-settable`.
 */
export async function stepWhistle(c: CityChange, id: string, { step, body, version }: StepInput): Promise<Whistle> {
  const row = await readWhistle(c.trx, c.city.id, id);
  if (version !== undefined && version !== row.version)
    throw new ProblemError('version-stale', `version ${row.version}, not ${version}`);
  const at = timeOf(c, body.at);
  if (body.at !== undefined && at.getTime() < lastStepMs(row)) throw new ProblemError('time-backwards');
  return isDepartmentStep(step)
    ? stepOfDepartment(c, row, step, body as StepBody<typeof step>, at)
    : stepOfWhole(c, row, step, body as StepBody<typeof step>, at);
}

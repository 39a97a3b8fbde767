import type { Insertable, Selectable, Updateable } from 'kysely';
import {
  departmentCalled,
  departmentStage,
  mayClose,
  mayResolveAll,
  mayStep,
  stageOfParts,
  type DepartmentCall,
  type DepartmentStep,
  type WhistleStep,
} from '../contract/matrix.ts';
import { defaultDeadlineMinutes, type Whistle, type WhistleCall } from '../contract/whistle.ts';
import type { EventType } from '../contract/events.ts';
import type { Position } from '../contract/geo.ts';
import type { WhistleTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityChange } from '../live/log.ts';
import { presentWhistle } from '../live/present.ts';
import { readWhistle } from './store.ts';

/** Where a position stands; throws `position-outside-city`. */
export type Locate = (position: Position) => { zone: number; community: string; street: string; district: string };

/** City time of a step: the caller's where the clock is simulated, else now; throws `time-not-settable`. */
function timeOf(c: CityChange, at: string | undefined): Date {
  if (at === undefined) return c.now;
  if (c.city.clock_kind !== 'simulated') throw new ProblemError('time-not-settable');
  return new Date(at);
}

const minutesAfter = (start: Date, minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

/** A deadline: as given, none for `null`, by the kind where it was left out; throws `time-backwards`. */
function deadline(given: string | null | undefined, calledAt: Date, minutes: number): Date | null {
  if (given === null) return null;
  if (given === undefined) return minutesAfter(calledAt, minutes);
  if (Date.parse(given) < calledAt.getTime())
    throw new ProblemError('time-backwards', 'the deadline is before the call');
  return new Date(given);
}

/** Blows a whistle: row and `whistle.called`. */
export async function callWhistle(c: CityChange, input: WhistleCall, locate: Locate, id: string): Promise<Whistle> {
  const calledAt = timeOf(c, input.at);
  if (input.origin !== 'person' && c.city.clock_kind !== 'simulated')
    throw new ProblemError('time-not-settable', `a live city takes no whistle of origin ${input.origin}`);
  const minutes = defaultDeadlineMinutes[input.kind];
  c.city.whistle_number += 1;
  const row: Insertable<WhistleTable> = {
    id,
    city_id: c.city.id,
    number: c.city.whistle_number,
    title: input.title,
    kind: input.kind,
    risk: input.risk,
    lng: input.position[0],
    lat: input.position[1],
    ...locate(input.position),
    departments: JSON.stringify(input.departments.map(departmentCalled)),
    stage: 'called',
    called_at: calledAt,
    report_by: deadline(input.reportBy, calledAt, minutes.report),
    resolve_by: deadline(input.resolveBy, calledAt, minutes.resolve),
    reported_at: null,
    resolved_at: null,
    closed_at: null,
    origin: input.origin,
    source_id: input.sourceId,
    seq: c.nextSeq(),
    version: 1,
  };
  const stored = await c.trx.insertInto('whistle').values(row).returningAll().executeTakeFirstOrThrow();
  const whistle = presentWhistle(stored);
  c.emit({ type: 'whistle.called', data: { whistle } }, calledAt);
  return whistle;
}

export interface StepInput {
  step: WhistleStep;
  at: string | undefined;
  /** Version that the caller saw; undefined where it does not mind. */
  version: number | undefined;
  /** Whose part moves; for `resolve`, undefined speaks for all that are not done yet. */
  department?: string | undefined;
  /** For `dispatch`: who is sent. */
  to?: string;
}

type Row = Selectable<WhistleTable>;

const eventTypes = {
  dispatch: 'whistle.dispatched',
  'report-in': 'whistle.reported',
  arrive: 'whistle.arrived',
  resolve: 'whistle.resolved',
  close: 'whistle.closed',
} as const satisfies Record<WhistleStep, EventType>;

/** What a step writes into a department's part. */
const marks: Record<DepartmentStep, (at: string, to: string | null) => Partial<DepartmentCall>> = {
  dispatch: (at, to) => ({ dispatchedAt: at, dispatchedTo: to }),
  'report-in': (at) => ({ reportedAt: at }),
  arrive: (at) => ({ onSiteAt: at }),
  resolve: (at) => ({ resolvedAt: at }),
};

/** The parts that a step moves; throws `department-not-called` or `transition-illegal`. */
function partsToMove(row: Row, step: DepartmentStep, department: string | undefined): DepartmentCall[] {
  if (department === undefined) {
    if (step !== 'resolve' || !mayResolveAll(row))
      throw new ProblemError('transition-illegal', `${step} for all departments in stage ${row.stage}`);
    return row.departments.filter((d) => d.resolvedAt === null);
  }
  const part = row.departments.find((d) => d.department === department);
  if (part === undefined) throw new ProblemError('department-not-called', department);
  if (!mayStep(row, step, part))
    throw new ProblemError('transition-illegal', `${step} by ${department} in stage ${departmentStage(part)}`);
  return [part];
}

/** Moves departments' parts, and the whistle where they carry it along; its time of a stage is that of the last one. */
function moveParts(row: Row, step: DepartmentStep, { department, to }: StepInput, at: Date): Updateable<WhistleTable> {
  const moved = partsToMove(row, step, department);
  const mark = marks[step](at.toISOString(), to ?? null);
  const departments = row.departments.map((d) => (moved.includes(d) ? { ...d, ...mark } : d));
  const stage = stageOfParts(departments);
  return {
    departments: JSON.stringify(departments),
    stage,
    reported_at: row.reported_at ?? (stage === 'called' ? null : at),
    resolved_at: stage === 'resolved' ? at : null,
  };
}

function closed(row: Row, at: Date): Updateable<WhistleTable> {
  if (!mayClose(row)) throw new ProblemError('transition-illegal', `close in stage ${row.stage}`);
  return { stage: 'closed', closed_at: at };
}

/** Time of the newest step so far. */
const lastStep = (row: Row): number =>
  Math.max(
    row.called_at.getTime(),
    ...row.departments
      .flatMap((d) => [d.dispatchedAt, d.reportedAt, d.onSiteAt, d.resolvedAt])
      .map((at) => (at === null ? 0 : Date.parse(at))),
  );

/**
 * Takes a whistle one step further; throws `whistle-unknown`, `version-stale`, `transition-illegal`,
 * `department-not-called`, `time-backwards` or `time-not-settable`.
 */
export async function stepWhistle(c: CityChange, id: string, input: StepInput): Promise<Whistle> {
  const row = await readWhistle(c.trx, c.city.id, id);
  if (input.version !== undefined && input.version !== row.version)
    throw new ProblemError('version-stale', `version ${row.version}, not ${input.version}`);
  const { step } = input;
  const at = timeOf(c, input.at);
  const change = step === 'close' ? closed(row, at) : moveParts(row, step, input, at);
  if (input.at !== undefined && at.getTime() < lastStep(row)) throw new ProblemError('time-backwards');
  const stored = await c.trx
    .updateTable('whistle')
    .set({ ...change, seq: c.nextSeq(), version: row.version + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const whistle = presentWhistle(stored);
  c.emit({ type: eventTypes[step], data: { whistle } }, at);
  return whistle;
}

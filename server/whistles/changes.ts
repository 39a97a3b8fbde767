import type { Insertable, Selectable, Updateable } from 'kysely';
import {
  defaultDeadlineMinutes,
  whistleSteps,
  type Whistle,
  type WhistleCall,
  type WhistleStep,
} from '../contract/whistle.ts';
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
    departments: JSON.stringify(input.departments.map((department) => ({ department, reportedAt: null }))),
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
  /** For `report-in`. */
  department?: string;
}

type Row = Selectable<WhistleTable>;

/** One department is in; the stage rises when all are. A second report of the same one changes nothing. */
function reportIn(row: Row, department: string, at: Date): Updateable<WhistleTable> | null {
  const call = row.departments.find((d) => d.department === department);
  if (call === undefined) throw new ProblemError('department-not-called', department);
  if (call.reportedAt !== null) return null;
  const departments = row.departments.map((d) => (d === call ? { ...d, reportedAt: at.toISOString() } : d));
  const all = departments.every((d) => d.reportedAt !== null);
  return {
    departments: JSON.stringify(departments),
    ...(all ? { stage: 'reported' as const, reported_at: at } : {}),
  };
}

const effects: Record<
  WhistleStep,
  {
    type: EventType & `whistle.${string}`;
    set: (row: Row, input: StepInput, at: Date) => Updateable<WhistleTable> | null;
  }
> = {
  'report-in': { type: 'whistle.reported', set: (row, input, at) => reportIn(row, input.department ?? '', at) },
  resolve: { type: 'whistle.resolved', set: (_row, _input, at) => ({ stage: 'resolved', resolved_at: at }) },
  close: { type: 'whistle.closed', set: (_row, _input, at) => ({ stage: 'closed', closed_at: at }) },
};

/** Time of the newest step so far. */
const lastStep = (row: Row): number =>
  Math.max(
    ...[row.called_at, row.reported_at, row.resolved_at].map((d) => d?.getTime() ?? 0),
    ...row.departments.map((d) => (d.reportedAt === null ? 0 : Date.parse(d.reportedAt))),
  );

/**
 * Takes a whistle one step further; throws `whistle-unknown`, `version-stale`, `transition-illegal`,
 * `department-not-called`, `time-backwards` or `time-not-settable`.
 */
export async function stepWhistle(c: CityChange, id: string, input: StepInput): Promise<Whistle> {
  const row = await readWhistle(c.trx, c.city.id, id);
  if (input.version !== undefined && input.version !== row.version)
    throw new ProblemError('version-stale', `version ${row.version}, not ${input.version}`);
  const legal: readonly string[] = whistleSteps[input.step].from;
  if (!legal.includes(row.stage)) throw new ProblemError('transition-illegal', `${input.step} in stage ${row.stage}`);
  const at = timeOf(c, input.at);
  if (input.at !== undefined && at.getTime() < lastStep(row)) throw new ProblemError('time-backwards');
  const { type, set } = effects[input.step];
  const change = set(row, input, at);
  if (change === null) return presentWhistle(row);
  const stored = await c.trx
    .updateTable('whistle')
    .set({ ...change, seq: c.nextSeq(), version: row.version + 1 })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const whistle = presentWhistle(stored);
  c.emit({ type, data: { whistle } }, at);
  return whistle;
}

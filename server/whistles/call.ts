import type { Insertable } from 'kysely';
import { departmentCalled } from '../contract/matrix.ts';
import { defaultDeadlineMinutes, type Whistle, type WhistleCall } from '../contract/whistle.ts';
import type { Position } from '../contract/geo.ts';
import type { WhistleTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityChange } from '../live/log.ts';
import { presentWhistle } from '../live/present.ts';
import { timeOf } from './time.ts';

/** Where a position stands; throws `position-outside-city`. */
export type Locate = (position: Position) => { zone: number; community: string; street: string; district: string };

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
  const reportBy = deadline(input.reportBy, calledAt, minutes.report);
  const resolveBy = deadline(input.resolveBy, calledAt, minutes.resolve);
  const clock = {
    calledAt: calledAt.toISOString(),
    reportBy: reportBy?.toISOString() ?? null,
    resolveBy: resolveBy?.toISOString() ?? null,
  };
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
    departments: JSON.stringify(input.departments.map((d) => departmentCalled(d, clock))),
    stage: 'called',
    called_at: calledAt,
    report_by: reportBy,
    resolve_by: resolveBy,
    origin: input.origin,
    source_id: input.sourceId,
    seq: c.nextSeq(),
    version: 1,
  };
  const stored = await c.trx.insertInto('whistle').values(row).returningAll().executeTakeFirstOrThrow();
  const whistle = presentWhistle(stored);
  c.emit({ type: 'whistle.called', data: { whistle, department: null, words: null } }, calledAt);
  return whistle;
}

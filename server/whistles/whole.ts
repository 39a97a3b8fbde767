import type { Selectable, Updateable } from 'kysely';
import { liveParts, transitions, type DepartmentCall, type WholeStep } from '../contract/matrix.ts';
import { closedKept, closingOf } from '../contract/state.ts';
import type { StepBody, Whistle } from '../contract/whistle.ts';
import type { WhistleTable } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityChange } from '../live/log.ts';
import { presentWhistle, whistleCode } from '../live/present.ts';
import { carried, withPart } from './parts.ts';
import { readWhistle, storeWhistle } from './store.ts';

type Row = Selectable<WhistleTable>;

/** A part that has to be done again: its department is in, the rest is open. */
const again = (d: DepartmentCall, resolveBy: string | undefined): DepartmentCall => ({
  ...d,
  onSiteAt: null,
  resolvedAt: null,
  evaluation: null,
  resolveBy: resolveBy ?? d.resolveBy,
});

function reopened(row: Row, { departments, resolveBy }: StepBody<'reopen'>, at: Date): Updateable<WhistleTable> {
  if (resolveBy !== undefined && Date.parse(resolveBy) < at.getTime())
    throw new ProblemError('time-backwards', 'the new deadline has passed already');
  const live = liveParts(row.departments);
  for (const name of departments ?? [])
    if (!live.some((d) => d.department === name)) throw new ProblemError('department-not-called', name);
  const open = (d: DepartmentCall): boolean => live.includes(d) && (departments?.includes(d.department) ?? true);
  const parts = row.departments.map((d) => (open(d) ? again(d, resolveBy) : d));
  return { ...carried(row, parts, at), verified_at: null, closed_at: null, reopened: row.reopened + 1 };
}

/**
 * The closed whistle that moves up into the live state when `row` leaves it: the live state holds the newest
 * `closedKept` only. `null` where none moves up.
 */
async function movesUp(c: CityChange, row: Row): Promise<Whistle | null> {
  if (row.stage !== 'closed') return null;
  const next = await c.trx
    .selectFrom('whistle')
    .selectAll()
    .where('city_id', '=', c.city.id)
    .where('stage', '=', 'closed')
    .where('id', '<>', row.id)
    .orderBy('seq', 'desc')
    .offset(closedKept - 1)
    .limit(1)
    .executeTakeFirst();
  return next === undefined || next.seq > row.seq ? null : presentWhistle(next);
}

async function reopen(c: CityChange, row: Row, body: StepBody<'reopen'>, at: Date): Promise<Whistle> {
  const next = await movesUp(c, row);
  const whistle = await storeWhistle(c, row, reopened(row, body, at));
  const closing = closingOf(presentWhistle(row));
  c.emit({ type: 'whistle.reopened', data: { whistle, department: null, words: body.reason, closing, next } }, at);
  return whistle;
}

/** The duplicate ends; departments that the other lacks go over to it as they stand. */
async function merge(c: CityChange, row: Row, { into }: StepBody<'merge'>, at: Date): Promise<Whistle> {
  const target = await readWhistle(c.trx, c.city.id, into);
  const isUnderWay = (transitions.merge.from as readonly string[]).includes(target.stage);
  if (target.id === row.id || !isUnderWay) throw new ProblemError('merge-target-invalid', whistleCode(target.number));
  const whistle = await storeWhistle(c, row, { stage: 'merged', merged_into: target.id });
  c.emit({ type: 'whistle.merged', data: { whistle, department: null, words: whistleCode(target.number) } }, at);
  const parts = liveParts(row.departments).reduce(withPart, target.departments);
  const absorbing = await storeWhistle(c, target, carried(target, parts, at));
  c.emit({ type: 'whistle.absorbed', data: { whistle: absorbing, department: null, words: whistle.code } }, at);
  return whistle;
}

async function nudge(
  c: CityChange,
  row: Row,
  kind: 'urge' | 'chase',
  words: string | null,
  at: Date,
): Promise<Whistle> {
  const last_nudge = JSON.stringify({ kind, at: at.toISOString(), words });
  const count = kind === 'urge' ? { urges: row.urges + 1 } : { chases: row.chases + 1 };
  const whistle = await storeWhistle(c, row, { ...count, last_nudge });
  const type = kind === 'urge' ? 'whistle.urged' : 'whistle.chased';
  c.emit({ type, data: { whistle, department: null, words } }, at);
  return whistle;
}

type WholeStepOf = {
  [S in WholeStep]: (c: CityChange, row: Row, body: StepBody<S>, at: Date) => Promise<Whistle>;
};

/** What each step does with the whole whistle: row and events. */
export const wholeSteps: WholeStepOf = {
  verify: async (c, row, _, at) => {
    const whistle = await storeWhistle(c, row, { stage: 'verified', verified_at: at });
    c.emit({ type: 'whistle.verified', data: { whistle, department: null, words: null } }, at);
    return whistle;
  },
  close: async (c, row, _, at) => {
    const whistle = await storeWhistle(c, row, { stage: 'closed', closed_at: at });
    c.emit({ type: 'whistle.closed', data: { whistle, department: null, words: null } }, at);
    return whistle;
  },
  reopen,
  merge,
  urge: (c, row, { words }, at) => nudge(c, row, 'urge', words, at),
  chase: (c, row, { words }, at) => nudge(c, row, 'chase', words, at),
};

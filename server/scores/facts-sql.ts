import { sql, type RawBuilder } from 'kysely';
import { counts, type Count, type Question } from '../contract/score-facts.ts';

/**
 * The rules of server/contract/score-facts.ts once more, for the database: it counts a year where it lies, and whole
 * numbers leave it. Tests hold both to the same numbers.
 */

const instant = (ms: number): RawBuilder<Date> => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Put off now: taken off what is due. */
const deferred = sql`(w.stage not in ('closed', 'merged') and w.deferral is not null)`;

/** Done, or its deadline past before `limit`, whichever came first. */
const settled = (done: RawBuilder<unknown>, by: RawBuilder<unknown>, limit: RawBuilder<unknown>) =>
  sql`case when ${by} < coalesce(${done}, ${limit}) then ${by} else ${done} end`;

const lies = (at: RawBuilder<unknown>, { fromMs, toMs }: Question) =>
  sql`coalesce(${at} >= ${instant(fromMs)} and ${at} < ${instant(toMs)}, false)`;

const settledWhole = (q: Question) => settled(sql`w.closed_at`, sql`w.resolve_by`, instant(q.asOfMs));

/** Whistles of which anything may lie in the period: from the first to the last instant that they name (migration 0006). */
export const mayLie = ({ fromMs, toMs }: Question) =>
  sql`upper(w.span) >= ${instant(fromMs)} and lower(w.span) < ${instant(toMs)}`;

/**
 * The parts of a city's whistles that may count in the period, with what of each lies in it. `offset 0` keeps PostgreSQL
 * from reckoning each of these again for every count that asks for it.
 */
const parts = (cityId: string, q: Question) => {
  const limit = sql`case when ${deferred} then '-infinity'::timestamptz else ${instant(q.asOfMs)} end`;
  return sql`
    select w.id, w.number, w.title, w.lng, w.lat, w.stage, w.item ->> 'name' as item,
      w.called_at as w_called_at, w.resolve_by as w_by, w.closed_at, ${deferred} as deferred_now, w_at,
      ${lies(sql`w_at`, q)} as w_lies, coalesce((w.item ->> 'weight')::float8, 1) as weight,
      d.department, d.released_at, d.speed, d.quality,
      d.report_by, d.reported_at, d.resolve_by, d.resolved_at,
      ${lies(sql`d.called_at`, q)} as called_lies,
      ${lies(settled(sql`d.reported_at`, sql`d.report_by`, limit), q)} as report_lies,
      ${lies(settled(sql`d.resolved_at`, sql`d.resolve_by`, limit), q)} as resolve_lies,
      d.released_at is null and w.stage <> 'merged' as live
    from whistle w
      cross join lateral (select ${settledWhole(q)} as w_at) whole
      cross join lateral unnest(w.score_parts) as d
    where w.city_id = ${cityId} and ${mayLie(q)} offset 0`;
};

const due = sql`w_by is not null and w_lies`;

/** Each count, of a part or of a whole whistle. */
const conditions = (q: Question): Record<Count, RawBuilder<unknown>> => ({
  called: sql`called_lies`,
  reportDue: sql`report_by is not null and report_lies`,
  reportedInTime: sql`reported_at <= report_by and report_lies`,
  resolveDue: sql`resolve_by is not null and resolve_lies`,
  resolvedInTime: sql`resolved_at <= resolve_by and resolve_lies`,
  due,
  deferred: sql`deferred_now and ${due}`,
  closed: sql`closed_at is not null and ${due}`,
  closedInTime: sql`closed_at <= w_by and ${due}`,
  graded: sql`closed_at is not null and speed is not null and w_lies`,
  merged: sql`released_at is null and stage = 'merged' and called_lies`,
  released: sql`released_at is not null and ${lies(sql`released_at`, q)}`,
  withoutDeadline: sql`w_by is null and ${lies(sql`coalesce(w_at, w_called_at)`, q)}`,
  notDueYet: sql`w_by is not null and w_at is null and called_lies`,
});

/** Counted of what is not live. */
const notOfLive: readonly Count[] = ['merged', 'released'];
/** Counted of the whole whistle. */
const ofWhole: readonly Count[] = [
  ...(['called', 'due', 'deferred', 'closed', 'closedInTime'] as const),
  ...(['merged', 'withoutDeadline', 'notDueYet'] as const),
];

/** One boolean column a count. */
function columns(q: Question, names: readonly Count[]): RawBuilder<unknown> {
  const of = conditions(q);
  return sql.join(
    names.map((name) => {
      const fact = notOfLive.includes(name) ? of[name] : sql`live and ${of[name]}`;
      return sql`coalesce(${fact}, false) as ${sql.ref(name)}`;
    }),
  );
}

/** What counts of each part. */
export const partFacts = (cityId: string, q: Question): RawBuilder<unknown> =>
  sql`select part.*, ${columns(q, counts)} from (${parts(cityId, q)}) part`;

/** What counts of each whistle in the city's own line; its parts are not looked at. */
export const wholeFacts = (cityId: string, q: Question): RawBuilder<unknown> => sql`
  select ${columns(q, ofWhole)} from (
    select w.stage, w.called_at as w_called_at, w.resolve_by as w_by, w.closed_at, ${deferred} as deferred_now,
      null::timestamptz as released_at, w.stage <> 'merged' as live, ${lies(sql`w.called_at`, q)} as called_lies,
      ${settledWhole(q)} as w_at, ${lies(settledWhole(q), q)} as w_lies
    from whistle w where w.city_id = ${cityId} and ${mayLie(q)} offset 0) whole`;

const sumsOf = (names: readonly Count[]): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql`count(*) filter (where ${sql.ref(name)}) as ${sql.ref(name)}`));
export const partSums = sumsOf(counts);
export const wholeSums = sumsOf(ofWhole);

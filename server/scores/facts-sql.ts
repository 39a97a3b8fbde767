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

/** Whistles of which anything may lie in the period: from the first to the last instant that they name (migration 0006). */
export const mayLie = ({ fromMs, toMs }: Question) =>
  sql`upper(w.span) >= ${instant(fromMs)} and lower(w.span) < ${instant(toMs)}`;

/** The parts of a city's whistles that may count in the period, with when each of their steps was settled. */
const parts = (cityId: string, q: Question) => {
  const limit = sql`case when ${deferred} then '-infinity'::timestamptz else ${instant(q.asOfMs)} end`;
  return sql`
    select w.id, w.number, w.title, w.lng, w.lat, w.stage, w.item ->> 'name' as item,
      w.called_at as w_called_at, w.resolve_by as w_by, w.closed_at, ${deferred} as deferred_now,
      ${settled(sql`w.closed_at`, sql`w.resolve_by`, instant(q.asOfMs))} as w_at,
      coalesce((w.item ->> 'weight')::float8, 1) as weight, d.department,
      d."calledAt" as called_at, d."releasedAt" as released_at,
      d."reportBy" as report_by, d."reportedAt" as reported_at,
      ${settled(sql`d."reportedAt"`, sql`d."reportBy"`, limit)} as report_at,
      d."resolveBy" as resolve_by, d."resolvedAt" as resolved_at,
      ${settled(sql`d."resolvedAt"`, sql`d."resolveBy"`, limit)} as resolve_at,
      (d.evaluation ->> 'speed')::int as speed, (d.evaluation ->> 'quality')::int as quality,
      d."releasedAt" is null and w.stage <> 'merged' as live
    from whistle w cross join lateral jsonb_to_recordset(w.departments) as d(
      department text, "calledAt" timestamptz, "releasedAt" timestamptz,
      "reportBy" timestamptz, "reportedAt" timestamptz, "resolveBy" timestamptz, "resolvedAt" timestamptz,
      evaluation jsonb)
    where w.city_id = ${cityId} and ${mayLie(q)}`;
};

const due = (q: Question) => sql`w_by is not null and ${lies(sql`w_at`, q)}`;

/** Each count of a part that is live, but for the two that are not. */
const ofPart = (q: Question): Record<Count, RawBuilder<unknown>> => ({
  called: lies(sql`called_at`, q),
  reportDue: sql`report_by is not null and ${lies(sql`report_at`, q)}`,
  reportedInTime: sql`reported_at <= report_by and ${lies(sql`report_at`, q)}`,
  resolveDue: sql`resolve_by is not null and ${lies(sql`resolve_at`, q)}`,
  resolvedInTime: sql`resolved_at <= resolve_by and ${lies(sql`resolve_at`, q)}`,
  due: due(q),
  deferred: sql`deferred_now and ${due(q)}`,
  closed: sql`closed_at is not null and ${due(q)}`,
  closedInTime: sql`closed_at <= w_by and ${due(q)}`,
  graded: sql`closed_at is not null and speed is not null and ${lies(sql`w_at`, q)}`,
  merged: sql`released_at is null and stage = 'merged' and ${lies(sql`called_at`, q)}`,
  released: sql`released_at is not null and ${lies(sql`released_at`, q)}`,
  withoutDeadline: sql`w_by is null and ${lies(sql`coalesce(w_at, w_called_at)`, q)}`,
  notDueYet: sql`w_by is not null and w_at is null and ${lies(sql`called_at`, q)}`,
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
  const of = ofPart(q);
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
    select w.stage, w.called_at, w.called_at as w_called_at, w.resolve_by as w_by, w.closed_at,
      null::timestamptz as released_at, w.stage <> 'merged' as live, ${deferred} as deferred_now,
      ${settled(sql`w.closed_at`, sql`w.resolve_by`, instant(q.asOfMs))} as w_at
    from whistle w where w.city_id = ${cityId} and ${mayLie(q)}) whole`;

const sumsOf = (names: readonly Count[]): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql`count(*) filter (where ${sql.ref(name)}) as ${sql.ref(name)}`));
export const partSums = sumsOf(counts);
export const wholeSums = sumsOf(ofWhole);

import { sql, type Kysely } from 'kysely';
import { readConfig } from '../../server/config.ts';
import type { Scores } from '../../server/contract/score.ts';
import { openDatabase } from '../../server/db/open.ts';
import type { Database } from '../../server/db/schema.ts';
import { figure, measure, rowOf, type Row, type Timing, type Wanted } from './harness.ts';
import { percentile, startHouse, withDataDir, type House } from './house.ts';
import { playYear } from './play-year.ts';

export const names = ['scores.year'];

const year = 2025;
const askedMs = 200;
const rounds = 60;

/** What both ways must agree about, of a department. */
interface Line {
  department: string;
  called: number;
  due: number;
  closed: number;
  closedInTime: number;
  graded: number;
  /** Weight times speed, and weight times quality, summed. */
  speed: number;
  quality: number;
}

/** The same answer in plain SQL over the events alone: the last one of each whistle, its parts, and sums. */
async function peerLines(db: Kysely<Database>): Promise<Line[]> {
  const within = (at: string) => sql`${sql.raw(at)} >= '2024-12-31T16:00Z' and ${sql.raw(at)} < '2025-12-31T16:00Z'`;
  const at = `least((w ->> 'closedAt')::timestamptz, case when (w ->> 'resolveBy')::timestamptz < now()
    then (w ->> 'resolveBy')::timestamptz end)`;
  const { rows } = await sql<Line>`
    with last as (
      select distinct on (data -> 'whistle' ->> 'id') data -> 'whistle' as w from event
      where city_id = 'wuhu' and type like 'whistle.%' order by data -> 'whistle' ->> 'id', seq desc
    ), part as (
      select w, d, coalesce((w -> 'item' ->> 'weight')::float8, 1) as weight,
        ${within(at)} as lies, (w ->> 'closedAt')::timestamptz as closed_at
      from last, jsonb_array_elements(w -> 'departments') d
      where w ->> 'stage' <> 'merged' and d ->> 'releasedAt' is null
    )
    select d ->> 'department' as department,
      count(*) filter (where ${within(`(d ->> 'calledAt')::timestamptz`)}) as called,
      count(*) filter (where lies) as due,
      count(*) filter (where lies and closed_at is not null) as closed,
      count(*) filter (where lies and closed_at <= (w ->> 'resolveBy')::timestamptz) as "closedInTime",
      count(*) filter (where lies and d -> 'evaluation' ->> 'speed' is not null) as graded,
      coalesce(sum(weight * (d -> 'evaluation' ->> 'speed')::int) filter (where lies), 0) as speed,
      coalesce(sum(weight * (d -> 'evaluation' ->> 'quality')::int) filter (where lies), 0) as quality
    from part group by 1`.execute(db);
  return rows.sort((a, b) => (a.department < b.department ? -1 : 1));
}

const linesOf = ({ departments }: Scores): Line[] =>
  departments.map(({ department, called, due, closed, closedInTime, graded, grades }) => ({
    ...{ department, called, due, closed, closedInTime, graded },
    speed: grades.reduce((sum, g) => sum + g.weight * g.speed, 0),
    quality: grades.reduce((sum, g) => sum + g.weight * g.quality, 0),
  }));

async function ask(house: House): Promise<{ ms: number; scores: Scores }> {
  const began = performance.now();
  const headers = { authorization: `Bearer ${house.token}` };
  const answer = await fetch(`${house.url}/api/v1/cities/wuhu/scores?period=${year}`, { headers });
  if (!answer.ok) throw new Error(await answer.text());
  const scores = (await answer.json()) as Scores;
  return { ms: performance.now() - began, scores };
}

async function timeRoute(house: House): Promise<{ timing: Timing; p95Ms: number; lines: Line[] }> {
  for (let warmUp = 0; warmUp < 5; warmUp++) await ask(house);
  const times: number[] = [];
  let last: Scores | undefined;
  for (let round = 0; round < rounds; round++) {
    const { ms, scores } = await ask(house);
    times.push(ms);
    last = scores;
  }
  const [fastestMs, slowestMs] = [Math.min(...times), Math.max(...times)];
  const timing = { medianMs: percentile(times, 0.5), fastestMs, slowestMs, repeats: rounds, sink: times.length };
  return { timing, p95Ms: percentile(times, 0.95), lines: linesOf(last!) };
}

async function sceneOf(db: Kysely<Database>): Promise<string> {
  const { rows } = await sql<{ whistles: number; events: number; bytes: number }>`
    select (select count(*) from whistle) as whistles, count(*) as events, pg_total_relation_size('event') as bytes
    from event`.execute(db);
  const { whistles, events, bytes } = rows[0]!;
  return `${whistles} whistles with all stages, ${events} events (${figure(bytes / 1e6)} MB on disk)`;
}

interface PeerAnswer {
  timing: Timing;
  lines: Line[];
  scene: string;
}

/** Fills the city of a data directory and lets the peer answer; no server runs meanwhile. */
async function fillAndTimePeer(dataDir: string): Promise<PeerAnswer> {
  const { db, close } = await openDatabase(readConfig({ PATH: process.env['PATH'], DATA_DIR: dataDir }));
  try {
    await playYear(db, year);
    await sql`vacuum analyze`.execute(db);
    const scene = await sceneOf(db);
    const timing = await measure(async () => (await peerLines(db)).length, { warmUp: 2, repeats: 9 });
    return { timing, lines: await peerLines(db), scene };
  } finally {
    await close();
  }
}

export const rows = (_: Wanted): Promise<Row[]> =>
  withDataDir(async (dataDir) => {
    // The first start makes the demo city.
    await (await startHouse(dataDir)).stop();
    const peer = await fillAndTimePeer(dataDir);
    const house = await startHouse(dataDir);
    const { timing, p95Ms, lines } = await timeRoute(house).finally(() => house.stop());
    const agree = lines.length > 0 && JSON.stringify(lines) === JSON.stringify(peer.lines);
    const note = `p95 ${figure(p95Ms)}; at most ${askedMs} are asked; the route with its transport; ${peer.scene}`;
    return [rowOf('scores.year', timing, { name: 'plain SQL over the event table', ...peer, agree }, note)];
  });

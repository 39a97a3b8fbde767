import type { Kysely, Transaction } from 'kysely';
import { makeRandom } from '../../geodata/demo/random.ts';
import { CityGeometries } from '../../server/cities/geometries.ts';
import { demoCityId, demoSeed } from '../../server/cities/demo-city.ts';
import { zoneOffset } from '../../server/clocks/local-time.ts';
import type { EventDraft } from '../../server/contract/events.ts';
import { departmentCalled, type DepartmentCall } from '../../server/contract/matrix.ts';
import { countEvent } from '../../server/contract/state.ts';
import type { Whistle } from '../../server/contract/whistle.ts';
import type { Database } from '../../server/db/schema.ts';
import { demoYear } from '../../server/feed/plan.ts';
import type { PlannedWhistle } from '../../server/feed/planned.ts';
import { whistleCode } from '../../server/live/present.ts';
import { writeWhistles } from '../../server/live/whistle-rows.ts';
import { partClock } from '../support/part-clock.ts';

type Place = Pick<Whistle, 'zone' | 'community' | 'street' | 'district'>;
type Step = EventDraft & { at: Date };
type PlainStep = Extract<EventDraft, { type: 'whistle.called' }>['type'];
const iso = (ms: number): string => new Date(ms).toISOString();
const within = { amount: 2, unit: 'day', time: 'calendar' } as const;

/** Turns one planned whistle into its record after each step, from `seq` on: every stage that it came through. */
function* stepsOf(p: PlannedWhistle, place: Place, number: number, seq: number): Generator<Step> {
  const random = makeRandom(number);
  const { title = '', kind = 'problem', risk = 'normal', departments, position } = p.call;
  const { reportBy = null, resolveBy = null } = p.call;
  const calledAt = iso(p.calledAtMs);
  const clock = partClock({ calledAt, reportBy, resolveBy });
  const weight = 1 + (number % 3);
  const item = { code: `D-${weight}`, name: title, lead: departments[0]!, weight, startsOn: '2025-01-01' };
  let w: Whistle = {
    ...{ id: `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`, code: whistleCode(number) },
    ...{ title, kind, risk, position, ...place, calledAt, reportBy, resolveBy, seq: seq - 1, version: 0 },
    item: { ...item, reportWithin: within, resolveWithin: within },
    departments: departments.map((d) => departmentCalled(d, clock)),
    ...{ stage: 'called', reportedAt: null, resolvedAt: null, verifiedAt: null, closedAt: null },
    ...{ urges: 0, chases: 0, lastNudge: null, reopened: 0, mergedInto: null, deferral: null, deferrals: 0 },
    ...{ closeAlarm: clock.resolveAlarm, origin: 'demo', sourceId: p.id },
  };
  const next = (type: string, atMs: number, change: Partial<Whistle>, department: string | null = null): Step => {
    w = { ...w, ...change, seq: w.seq + 1, version: w.version + 1 };
    const at = new Date(atMs);
    return { type: type as PlainStep, data: { whistle: w, department, words: null }, at };
  };
  const withPart = (department: string, change: Partial<DepartmentCall>): DepartmentCall[] =>
    w.departments.map((d) => (d.department === department ? { ...d, ...change } : d));
  yield next('whistle.called', p.calledAtMs, {});
  for (const { department, atMs } of p.reportIns)
    yield next('whistle.reported', atMs, { departments: withPart(department, { reportedAt: iso(atMs) }) }, department);
  if (p.resolvedAtMs === null || p.closedAtMs === null) return;
  const [resolvedAt, closedAt] = [iso(p.resolvedAtMs), iso(p.closedAtMs)];
  const done = w.departments.map((d) => ({ ...d, resolvedAt }));
  yield next('whistle.resolved', p.resolvedAtMs, { stage: 'resolved', resolvedAt, departments: done });
  yield next('whistle.verified', p.closedAtMs, { stage: 'verified', verifiedAt: closedAt });
  yield next('whistle.closed', p.closedAtMs, { stage: 'closed', closedAt });
  for (const department of departments) {
    const grade = (): number => 2 + Math.floor(3.9 * Math.sqrt(random.next()));
    const evaluation = { at: closedAt, speed: Math.min(5, grade()), quality: Math.min(5, grade()), words: null };
    yield next('whistle.evaluated', p.closedAtMs, { departments: withPart(department, { evaluation }) }, department);
  }
}

async function writeEvents(trx: Transaction<Database>, steps: readonly Step[], seq: number): Promise<void> {
  const rows = steps.map(({ type, data, at }, i) => ({
    ...{ city_id: demoCityId, seq: seq + i, type, at, recorded_at: at },
    data: JSON.stringify(data),
  }));
  for (let i = 0; i < rows.length; i += 1000)
    await trx
      .insertInto('event')
      .values(rows.slice(i, i + 1000))
      .execute();
}

export interface Loaded {
  whistles: number;
  events: number;
}

/** Puts a year of demo whistles with all their stages into the demo city, in bulk: rows, events, head and counters. */
export async function loadYear(db: Kysely<Database>, year: number): Promise<Loaded> {
  const geometry = await new CityGeometries(db).of(demoCityId);
  const plan = demoYear({ seed: demoSeed, year, places: geometry.people, offset: zoneOffset('Asia/Shanghai') });
  return db.transaction().execute(async (trx) => {
    const city = await trx
      .selectFrom('city')
      .selectAll()
      .where('id', '=', demoCityId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    let { head_seq, whistle_number, counters } = city;
    const first = head_seq;
    let [steps, ends]: [Step[], Whistle[]] = [[], []];
    const write = async (): Promise<void> => {
      await writeEvents(trx, steps, head_seq - steps.length + 1);
      await writeWhistles(trx, demoCityId, ends);
      [steps, ends] = [[], []];
    };
    for (const p of plan) {
      const all = [...stepsOf(p, geometry.placeOf(p.call.position), ++whistle_number, head_seq + 1)];
      for (const step of all) counters = countEvent(counters, step);
      head_seq += all.length;
      steps.push(...all);
      ends.push((all.at(-1)!.data as { whistle: Whistle }).whistle);
      if (ends.length === 200) await write();
    }
    await write();
    await trx
      .updateTable('city')
      .set({ head_seq, whistle_number, counters: JSON.stringify(counters) })
      .where('id', '=', demoCityId)
      .execute();
    return { whistles: whistle_number - city.whistle_number, events: head_seq - first };
  });
}

import { cityTimeMs } from '../contract/clock.ts';
import type { City, CityCreate } from '../contract/city.ts';
import type { Figures } from '../contract/figures.ts';
import { refusal, type ApiRequest } from './api.ts';
import { contradictions, countFlags, type FlagCount } from './as-of.ts';
import { deliver, type DeliveryDeps } from './delivery.ts';
import { ReplayInputError, type Mapping } from './mapping.ts';
import { clockPace, fullPace, type Pace } from './pace.ts';
import { stepsInOrder, stepsOf, type PlannedStep } from './planned.ts';
import { play } from './player.ts';
import type { Records, Reject, ServiceRecord } from './records.ts';
import { asOfMs, paddedBbox, whistleOfRecord } from './replay-plan.ts';

export interface ReplayOptions {
  city: string;
  /** City seconds per real second; `max`: as fast as the server acknowledges. */
  speed: number | 'max';
}

export interface ReplayDeps extends DeliveryDeps {
  realNowMs: () => number;
  concurrency: number;
  /** Called once, with the number of steps there are. */
  onStart: (steps: number, asOf: number) => void;
  onStep: (step: PlannedStep) => void;
}

export interface ReplayReport {
  /** False where it was stopped; run it again to go on. */
  complete: boolean;
  used: number;
  /** Rows that could not be used, and rows that the server refused; by line. */
  rejects: Reject[];
  asOf: number;
  /** The product's figures at the city's time. */
  figures: Figures;
  /** The same rate counted from the flags of the rows that were used. */
  flags: FlagCount;
  /** Used rows whose flag says otherwise than their times. */
  contradicting: ServiceRecord[];
}

/**
 * Plays the records of a file into a city on a simulated clock, which is made from their box where there is none. Ends
 * with the clock standing still at the file's as-of time, so that what is open and past its deadline counts as due; or,
 * stopped by the signal, where it had come to. A second run sends the same idempotency keys: it doubles nothing.
 * Throws ReplayInputError for records or a city that cannot be played, Undelivered where the server does not answer.
 */
export async function replay(
  records: Records,
  mapping: Mapping,
  options: ReplayOptions,
  deps: ReplayDeps,
): Promise<ReplayReport> {
  const asOf = asOfMs(records.used, mapping);
  const whistles = records.used.map(whistleOfRecord).sort((a, b) => a.calledAtMs - b.calledAtMs);
  const city = await ensureCity(records.used, mapping, options.city, deps);
  const beginMs = await resumeMs(city, { firstMs: whistles[0]!.calledAtMs, asOf }, deps);
  const { pace, cityNowMs } = await paceOf(options, beginMs, deps);
  deps.onStart(
    whistles.reduce((n, w) => n + stepsOf(w).length, 0),
    asOf,
  );
  const { complete, refused } = await play(options.city, stepsInOrder(whistles), { ...deps, pace });
  await setClock(deps, options.city, complete ? asOf : Math.min(asOf, cityNowMs()), 0);

  const lineOf = new Map(records.used.map((r) => [r.id, r.line]));
  const late = refused.map(({ id, action, reason }) => ({ line: lineOf.get(id)!, id, reason: `${action}: ${reason}` }));
  const refusedIds = new Set(refused.map((r) => r.id));
  const used = records.used.filter((r) => !refusedIds.has(r.id));
  return {
    complete,
    used: used.length,
    rejects: [...records.rejects, ...late].sort((a, b) => a.line - b.line),
    asOf,
    figures: await readFigures(deps, options.city),
    flags: countFlags(used),
    contradicting: contradictions(used, asOf),
  };
}

/** Sends, and gives the body; throws ReplayInputError with what the server says where it refuses. */
async function ask(deps: DeliveryDeps, request: ApiRequest): Promise<unknown> {
  // The last words of a stopped run still have to reach the server.
  const answer = await deliver({ ...deps, signal: new AbortController().signal }, request);
  if (answer.status >= 400) throw new ReplayInputError(`the server refused ${request.path}: ${refusal(answer)}`);
  return answer.body;
}

const setClock = async (deps: DeliveryDeps, city: string, cityMs: number, speed: number): Promise<City> => {
  const body = { cityAt: new Date(cityMs).toISOString(), speed, mark: 'replay' };
  return (await ask(deps, { method: 'PUT', path: `/cities/${city}/clock`, body })) as City;
};

async function ensureCity(used: ServiceRecord[], mapping: Mapping, id: string, deps: DeliveryDeps): Promise<City> {
  const answer = await deliver(deps, { method: 'GET', path: `/cities/${id}` });
  if (answer.status < 400) {
    const city = answer.body as City;
    if (city.clock.kind === 'simulated' && city.feed === null) return city;
    throw new ReplayInputError(`the city ${id} has a live clock or a demo feed; choose another with --city`);
  }
  if (answer.status !== 404) throw new ReplayInputError(`the server refused /cities/${id}: ${refusal(answer)}`);
  const { timeZone, city } = mapping;
  const body: CityCreate = { id, ...city, timeZone, bbox: paddedBbox(used), clock: 'simulated' };
  return (await ask(deps, { method: 'POST', path: '/cities', body })) as City;
}

const readFigures = async (deps: DeliveryDeps, city: string): Promise<Figures> =>
  (await ask(deps, { method: 'GET', path: `/cities/${city}/figures` })) as Figures;

/** Where an earlier run had come to; the first step in a city without whistles, whose clock still shows its making. */
async function resumeMs(city: City, { firstMs, asOf }: { firstMs: number; asOf: number }, deps: ReplayDeps) {
  if (city.clock.mark !== 'replay' || (await readFigures(deps, city.id)).called === 0) return firstMs;
  return Math.min(asOf, Math.max(firstMs, cityTimeMs(city.clock, deps.realNowMs())));
}

/** Sets the city's clock to `beginMs` and gives the pace that follows it. */
async function paceOf(
  { city, speed }: ReplayOptions,
  beginMs: number,
  deps: ReplayDeps,
): Promise<{ pace: Pace; cityNowMs: () => number }> {
  if (speed === 'max') {
    let reachedMs = beginMs;
    const pace = fullPace(async (atMs) => {
      reachedMs = Math.max(reachedMs, atMs);
      await setClock(deps, city, reachedMs, 0);
    }, deps.realNowMs);
    return { pace, cityNowMs: () => reachedMs };
  }
  const { clock } = await setClock(deps, city, beginMs, speed);
  return {
    pace: clockPace(() => clock, deps.realNowMs, deps.sleep),
    cityNowMs: () => cityTimeMs(clock, deps.realNowMs()),
  };
}

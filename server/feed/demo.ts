import type { Logger } from 'pino';
import type { City } from '../contract/city.ts';
import { cityTimeMs, type Clock } from '../contract/clock.ts';
import type { CityEvent } from '../contract/events.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { TailListener } from '../live/tail.ts';
import { refusal, type ApiRequest, type FeedApi } from './api.ts';
import { deliver, Undelivered, type Sleep } from './delivery.ts';
import type { CityTimes } from '../clocks/city-times.ts';
import { rememberedOffset, zoneOffset } from '../clocks/local-time.ts';
import { clockPace } from './pace.ts';
import { demoYear, type Places } from './plan.ts';
import { stepsInOrder, type PlannedWhistle } from './planned.ts';
import { play } from './player.ts';

export interface DemoDeps {
  api: FeedApi;
  city: string;
  seed: number;
  /** Where the city's people are. */
  places: Places;
  /** The working time that the server counts deadlines in. */
  times: CityTimes;
  /** City days before now that are played at once where the feed starts with the server, so that the page opens alive. */
  backfillDays: number;
  /** Follows the event log: how the feed learns that it was switched, or the clock set. */
  follow: (listener: TailListener) => void;
  realNowMs: () => number;
  sleep: Sleep;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

const dayMs = 86_400_000;
/** Calls may be acknowledged out of order: those of the last city day are sent again, and answered from their keys. */
const overlapMs = dayMs;
const concurrency = 8;
const pageSize = 1000;

/** Where a round begins: whistles of the plan that were called from `fromMs` on, and the open ones by plan id. */
interface Start {
  /** City time at the beginning: what lies before it is played at once. */
  nowMs: number;
  fromMs: number;
  open: ReadonlySet<string>;
  firstYear: number;
}

/**
 * The demo feed of one city. It plays the demo years through the public API at the pace of the city's clock, from where
 * that stands, while the city's feed is switched on. All that it knows is in the city itself, so it may end at any
 * moment: the next start finishes what is open and goes on.
 */
export class DemoFeed {
  private clock: Clock | undefined;
  /** What the newest switch said that came while the city was still being read. */
  private switched: boolean | undefined;
  private isStarted = false;
  private round: AbortController | undefined;
  private rounds: Promise<void> = Promise.resolve();
  private readonly ending = new AbortController();

  constructor(private readonly deps: DemoDeps) {}

  /** Begins when the server listens; resolves once it knows whether it is switched on. Never rejects. */
  start(): Promise<void> {
    const { city, follow, log } = this.deps;
    follow({
      events: (head, _after, events) => {
        if (head.id === city) for (const event of events) this.apply(event);
      },
      beat: () => undefined,
    });
    const started = this.readCity()
      .then(({ feed }) => {
        this.isStarted = true;
        if (this.switched ?? feed?.running) this.begin(this.deps.backfillDays);
      })
      .catch((err: unknown) => {
        if (!this.ending.signal.aborted) log.error({ err }, 'the demo feed could not start');
      });
    this.rounds = started;
    return started;
  }

  /** Sends nothing more; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.ending.abort();
    this.round?.abort();
    await this.rounds;
    // A start that was still reading the city may have added a round behind the one that was awaited.
    await this.rounds;
  }

  private apply(event: CityEvent): void {
    if (event.type === 'clock.set') this.clock = event.data.clock;
    if (event.type !== 'feed.switched') return;
    if (!this.isStarted) this.switched = event.data.running;
    else if (!event.data.running) this.round?.abort();
    else if (this.round?.signal.aborted !== false) this.begin(0);
  }

  /** One round at a time: the next waits until the one before has ended. */
  private begin(days: number): void {
    if (this.ending.signal.aborted) return;
    const round = new AbortController();
    this.round = round;
    this.rounds = this.rounds
      .then(() => this.playRound(round.signal, days))
      .catch((err: unknown) => {
        if (!(err instanceof Undelivered && round.signal.aborted)) this.deps.log.error({ err }, 'the demo feed failed');
      });
  }

  private async playRound(signal: AbortSignal, days: number): Promise<void> {
    if (signal.aborted) return;
    const { deps } = this;
    const city = await this.readCity();
    await this.runClock(city);
    const start = await this.startOf(city, days);
    deps.log.info({ city: city.id, from: new Date(start.fromMs).toISOString(), open: start.open.size }, 'demo feed on');
    const played = await play(city.id, stepsInOrder(this.whistles(city, start), start.nowMs), {
      ...this.delivery(signal),
      pace: clockPace(() => this.clock ?? city.clock, deps.realNowMs, deps.sleep),
      concurrency,
      onRefused: (refused) => deps.log.warn({ refused }, 'the demo feed was refused'),
    });
    deps.log.info({ acknowledged: played.acknowledged, refused: played.refused.length }, 'demo feed off');
  }

  /** The plan has no end: it goes on year by year. */
  private *whistles({ timeZone }: City, { fromMs, open, firstYear }: Start): Generator<PlannedWhistle> {
    const { seed, places } = this.deps;
    const offset = rememberedOffset(zoneOffset(timeZone));
    const clock = this.deps.times(timeZone);
    const wanted = (id: string, calledAtMs: number): boolean => calledAtMs >= fromMs || open.has(id);
    for (let year = firstYear; ; year++) yield* demoYear({ seed, year, places, offset, clock, wanted });
  }

  private async startOf(city: City, days: number): Promise<Start> {
    const nowMs = cityTimeMs(this.clock ?? city.clock, this.deps.realNowMs());
    const open = (await this.openWhistles()).filter((w) => w.origin === 'demo');
    const calls = open.map((w) => Date.parse(w.calledAt));
    const newest = calls.reduce((a, b) => Math.max(a, b), -Infinity);
    const fromMs = days === 0 ? nowMs : Math.max(nowMs - days * dayMs, newest - overlapMs);
    // A day earlier: the city's year may have begun before the UTC one.
    const firstMs = calls.reduce((a, b) => Math.min(a, b), fromMs) - dayMs;
    const ids = open.flatMap((w) => (w.sourceId === null ? [] : [w.sourceId]));
    return { nowMs, fromMs, open: new Set(ids), firstYear: new Date(firstMs).getUTCFullYear() };
  }

  private async openWhistles(): Promise<Whistle[]> {
    const found: Whistle[] = [];
    for (let before: number | null | undefined; before !== null;) {
      const page = before === undefined ? '' : `&before=${before}`;
      const path = `/cities/${this.deps.city}/whistles?stage=open&limit=${pageSize}${page}`;
      const answer = (await this.ask({ method: 'GET', path })) as { whistles: Whistle[]; next: number | null };
      found.push(...answer.whistles);
      before = answer.next;
    }
    return found;
  }

  /** The clock goes on from where it stands, at the feed's speed and with the demo's mark. */
  private async runClock({ id, clock, feed }: City): Promise<void> {
    const speed = feed?.speed ?? clock.speed;
    if (clock.mark === 'demo' && clock.speed === speed) return;
    const cityAt = new Date(cityTimeMs(clock, this.deps.realNowMs())).toISOString();
    const body = { cityAt, speed, mark: 'demo' };
    this.clock = ((await this.ask({ method: 'PUT', path: `/cities/${id}/clock`, body })) as City).clock;
  }

  private async readCity(): Promise<City> {
    const city = (await this.ask({ method: 'GET', path: `/cities/${this.deps.city}` })) as City;
    this.clock = city.clock;
    return city;
  }

  private async ask(request: ApiRequest): Promise<unknown> {
    const answer = await deliver(this.delivery(this.ending.signal), request);
    if (answer.status >= 400) throw new Error(`${request.method} ${request.path}: ${refusal(answer)}`);
    return answer.body;
  }

  private delivery(signal: AbortSignal) {
    const { api, sleep, log } = this.deps;
    const onRetry = (reason: string): void => log.warn({ reason }, 'the demo feed tries again');
    return { api, sleep, signal, maxTries: Infinity, onRetry };
  }
}

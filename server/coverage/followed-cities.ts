import type { Logger } from 'pino';
import type { CityEvent } from '../contract/events.ts';
import type { Station } from '../contract/station.ts';
import type { CityHead } from '../live/read.ts';
import type { TailListener } from '../live/tail.ts';
import { startThread, type Calls, type Thread } from '../threads/start.ts';
import type { StationDisc } from './thread-api.ts';

export interface CityEntry {
  version: number;
  /** Last event counted; later ones are applied in order, earlier ones are in already. */
  seq: number;
}

/** What a thread does with a city. */
export interface CityWork<T> {
  /** Module of the thread. */
  url: URL;
  log: Logger;
  /** Opens a city in the thread, from the database; throws `city-unknown`. */
  open: (api: Calls<T>, cityId: string) => Promise<CityEntry>;
  /** Counts changes of stations up to event `seq`. */
  apply: (api: Calls<T>, cityId: string, changes: StationDisc[], seq: number) => Promise<void>;
}

const discOf = ({ id, position: [lng, lat], open }: Station): StationDisc => ({ id, lng, lat, open });

/** Station changes of a batch that are newer than `seq`. */
const changesIn = (events: CityEvent[], seq: number): StationDisc[] =>
  events.flatMap((e) => (e.seq > seq && 'station' in e.data ? [discOf(e.data.station)] : []));

/**
 * Cities that are open in a thread and kept as their stations change: it follows the same log as everyone else, so its
 * figures say which event they count. A thread that fails is started again, from the database.
 */
export class FollowedCities<T> {
  private thread: Thread<T> | undefined;
  private readonly cities = new Map<string, Promise<CityEntry>>();

  constructor(private readonly work: CityWork<T>) {}

  async stop(): Promise<void> {
    await this.thread?.stop();
  }

  /** The thread, with this city open in it; throws what opening it throws. */
  async of(cityId: string): Promise<Calls<T>> {
    await this.opened(cityId);
    return this.running().api;
  }

  /** The city is opened anew with the next question. */
  forget(cityId: string): void {
    this.cities.delete(cityId);
  }

  readonly listener: TailListener = {
    events: (head, _after, events) => {
      if (events.some((e) => 'station' in e.data)) this.follow(head, events);
    },
    beat: (head) => {
      const known = this.cities.get(head.id);
      void known?.then((entry) => {
        if (entry.version !== head.version) this.forget(head.id);
      }, ignoreOpening);
    },
  };

  private follow(head: CityHead, events: CityEvent[]): void {
    const known = this.cities.get(head.id);
    // A city that nobody asked for yet is counted when somebody does.
    if (known === undefined) return;
    const next = known.then(async (entry) => {
      const changes = changesIn(events, entry.seq);
      if (changes.length === 0) return entry;
      const seq = events.filter((e) => 'station' in e.data).at(-1)!.seq;
      await this.work.apply(this.running().api, head.id, changes, seq);
      return { ...entry, seq };
    });
    this.cities.set(head.id, next);
    next.catch((err: unknown) => this.lost(err));
  }

  private opened(cityId: string): Promise<CityEntry> {
    const known = this.cities.get(cityId);
    if (known !== undefined) return known;
    const opening = this.work.open(this.running().api, cityId);
    this.cities.set(cityId, opening);
    opening.catch(() => this.cities.delete(cityId));
    return opening;
  }

  private running(): Thread<T> {
    this.thread ??= startThread<T>(this.work.url);
    return this.thread;
  }

  /** The thread failed: forget it and what it knew; the next question starts another from the database. */
  private lost(error: unknown): void {
    this.work.log.error({ err: error }, 'a thread that counts coverage failed; it is started again');
    const thread = this.thread;
    this.thread = undefined;
    this.cities.clear();
    void thread?.stop();
  }
}

/** Opening failed: whoever asked for the city was told. */
function ignoreOpening(): void {
  return undefined;
}

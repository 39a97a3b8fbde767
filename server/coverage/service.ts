import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { CoverageDelta } from '../contract/coverage.ts';
import type { CityEvent } from '../contract/events.ts';
import type { Station } from '../contract/station.ts';
import type { CityGeometries } from '../cities/geometries.ts';
import { listCityIds } from '../cities/store.ts';
import type { Database } from '../db/schema.ts';
import type { CityHead } from '../live/read.ts';
import type { TailListener } from '../live/tail.ts';
import { startThread, type Thread } from '../threads/start.ts';
import { readDiscs } from './store.ts';
import type { Change, CoverageThread, StationDisc } from './thread-api.ts';

interface CityEntry {
  version: number;
  /** Last event counted; later ones are applied in order, earlier ones are in already. */
  seq: number;
}

const discOf = ({ id, position: [lng, lat], open }: Station): StationDisc => ({ id, lng, lat, open });

/** Station changes of a batch that are newer than `seq`. */
const changesIn = (events: CityEvent[], seq: number): StationDisc[] =>
  events.flatMap((e) => (e.seq > seq && 'station' in e.data ? [discOf(e.data.station)] : []));

const bytesOf = (a: Uint32Array | Uint16Array | Uint8Array): Uint8Array =>
  new Uint8Array(a.buffer, a.byteOffset, a.byteLength);

const deltaOf = (city: string, c: Change): CoverageDelta => ({
  city,
  fromSeq: c.fromSeq,
  summary: c.summary,
  zones: bytesOf(c.zones),
  share: bytesOf(c.share),
  circles: bytesOf(c.circles),
  areas: c.areas,
});

/**
 * Coverage of every city, counted in a thread of its own and kept as the stations change: it follows the same log as
 * everyone else, so its figures say which event they count.
 */
export class CoverageService {
  private thread: Thread<CoverageThread> | undefined;
  private readonly cities = new Map<string, Promise<CityEntry>>();

  constructor(
    private readonly deps: { db: Kysely<Database>; log: Logger },
    private readonly geometries: CityGeometries,
    private readonly push: (delta: CoverageDelta) => void,
  ) {}

  /** Opens every city that is there. */
  async start(): Promise<void> {
    for (const id of await listCityIds(this.deps.db)) await this.opened(id);
  }

  async stop(): Promise<void> {
    await this.thread?.stop();
  }

  /** The thread, with this city open in it; throws `city-unknown`. */
  async of(cityId: string): Promise<Thread<CoverageThread>['api']> {
    await this.opened(cityId);
    return this.running().api;
  }

  readonly listener: TailListener = {
    events: (head, _after, events) => {
      if (events.some((e) => 'station' in e.data)) this.follow(head, events);
    },
    beat: (head) => {
      const known = this.cities.get(head.id);
      void known?.then((entry) => {
        if (entry.version !== head.version) this.cities.delete(head.id);
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
      const change = await this.running().api.apply(head.id, changes, seq);
      this.push(deltaOf(head.id, change));
      return { ...entry, seq };
    });
    this.cities.set(head.id, next);
    next.catch((err: unknown) => this.lost(err));
  }

  private opened(cityId: string): Promise<CityEntry> {
    const known = this.cities.get(cityId);
    if (known !== undefined) return known;
    const opening = this.open(cityId);
    this.cities.set(cityId, opening);
    opening.catch(() => this.cities.delete(cityId));
    return opening;
  }

  private async open(cityId: string): Promise<CityEntry> {
    const geometry = await this.geometries.of(cityId);
    const { seq, discs } = await readDiscs(this.deps.db, cityId);
    await this.running().api.open(geometry.coverageInput(), discs, seq);
    return { version: geometry.version, seq };
  }

  private running(): Thread<CoverageThread> {
    this.thread ??= startThread<CoverageThread>(new URL('./thread.ts', import.meta.url));
    return this.thread;
  }

  /** The thread failed: forget it and what it knew; the next question starts another from the database. */
  private lost(error: unknown): void {
    this.deps.log.error({ err: error }, 'the coverage thread failed; it is started again');
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

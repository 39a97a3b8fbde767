import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { CoverageDelta } from '../contract/coverage.ts';
import type { CityGeometries } from '../cities/geometries.ts';
import { listCityIds } from '../cities/store.ts';
import type { Database } from '../db/schema.ts';
import type { Calls } from '../threads/start.ts';
import { FollowedCities } from './followed-cities.ts';
import { readDiscs } from './store.ts';
import type { Change, CoverageThread } from './thread-api.ts';

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

/** Coverage of every city by straight-line circles, counted in a thread of its own; each change is pushed. */
export class CoverageService {
  private readonly followed: FollowedCities<CoverageThread>;

  constructor(
    private readonly deps: { db: Kysely<Database>; log: Logger },
    geometries: CityGeometries,
    push: (delta: CoverageDelta) => void,
  ) {
    this.followed = new FollowedCities<CoverageThread>({
      url: new URL('./thread.ts', import.meta.url),
      log: deps.log,
      open: async (api, cityId) => {
        const geometry = await geometries.of(cityId);
        const { seq, discs } = await readDiscs(deps.db, cityId);
        await api.open(geometry.coverageInput(), discs, seq);
        return { version: geometry.version, seq };
      },
      apply: async (api, cityId, changes, seq) => push(deltaOf(cityId, await api.apply(cityId, changes, seq))),
    });
  }

  /** Opens every city that is there. */
  async start(): Promise<void> {
    for (const id of await listCityIds(this.deps.db)) await this.followed.of(id);
  }

  stop(): Promise<void> {
    return this.followed.stop();
  }

  /** The thread, with this city open in it; throws `city-unknown`. */
  of(cityId: string): Promise<Calls<CoverageThread>> {
    return this.followed.of(cityId);
  }

  get listener() {
    return this.followed.listener;
  }
}

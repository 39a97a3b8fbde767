import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { CityGeometries } from '../cities/geometries.ts';
import type { CityGeometry } from '../cities/geometry.ts';
import type { Database } from '../db/schema.ts';
import type { Calls } from '../threads/start.ts';
import { FollowedCities } from './followed-cities.ts';
import { networkEdition, readNetwork } from './network-store.ts';
import { readDiscs } from './store.ts';
import type { CompoundPlace, WalkThread } from './walk-thread-api.ts';

async function readCompounds(db: Kysely<Database>, { cityId, areas }: CityGeometry): Promise<CompoundPlace[]> {
  const rows = await db
    .selectFrom('compound')
    .select(['code', 'name', 'name_en', 'community', 'lng', 'lat', 'people'])
    .where('city_id', '=', cityId)
    .orderBy('index')
    .execute();
  return rows.map(({ code, name, name_en: nameEn, community, lng, lat, people }) => ({
    ...{ code, name, nameEn, people },
    community: areas[community]!.code,
    position: [lng, lat],
  }));
}

const zoneCompounds = ({ zones }: CityGeometry): Int32Array => Int32Array.from(zones, (z) => z.compound ?? -1);

/**
 * Walking coverage of the cities that have a network, counted in a thread of its own so that the live circles never wait
 * for a planner; a city is opened with the first question about it.
 */
export class WalkService {
  private readonly followed: FollowedCities<WalkThread>;
  /** Edition of the network with which each city is open. */
  private readonly editions = new Map<string, number>();

  constructor(
    private readonly deps: { db: Kysely<Database>; log: Logger },
    geometries: CityGeometries,
  ) {
    const { db, log } = deps;
    this.followed = new FollowedCities<WalkThread>({
      url: new URL('./walk-thread.ts', import.meta.url),
      log,
      open: async (api, cityId) => {
        const geometry = await geometries.of(cityId);
        const { edition, bytes } = await readNetwork(db, cityId);
        const compounds = await readCompounds(db, geometry);
        const { seq, discs } = await readDiscs(db, cityId);
        const city = geometry.coverageInput();
        const input = {
          city,
          networkEdition: edition,
          network: bytes,
          compounds,
          water: geometry.water,
          zoneCompound: zoneCompounds(geometry),
        };
        await api.open(input, discs, seq);
        this.editions.set(cityId, edition);
        return { version: geometry.version, seq };
      },
      apply: (api, cityId, changes, seq) => api.apply(cityId, changes, seq),
    });
  }

  stop(): Promise<void> {
    return this.followed.stop();
  }

  /** The thread, with this city and its present network open in it; throws `city-unknown` or `network-missing`. */
  async of(cityId: string): Promise<Calls<WalkThread>> {
    if (this.editions.has(cityId)) {
      // Another node may have stored a new network; one row by its key tells.
      const edition = await networkEdition(this.deps.db, cityId);
      const known = this.editions.get(cityId);
      // Whoever asks while it is being opened anew waits for that: its edition is not known then.
      if (known !== undefined && known !== edition) {
        this.editions.delete(cityId);
        this.followed.forget(cityId);
      }
    }
    return this.followed.of(cityId);
  }

  get listener() {
    return this.followed.listener;
  }
}

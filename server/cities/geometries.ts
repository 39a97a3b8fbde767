import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import type { CityGeometry } from './geometry.ts';
import { loadCityGeometry } from './geometry-read.ts';

/**
 * Keeps one version of each city's areas in memory. Which version is the present one is asked of the database each time
 * (one row by its key), because another node may have brought a new one.
 */
export class CityGeometries {
  private readonly loading = new Map<string, { version: number; geometry: Promise<CityGeometry> }>();

  constructor(private readonly db: Kysely<Database>) {}

  /** The city's present areas; callers that come while they are being read share that reading. Throws `city-unknown`. */
  async of(cityId: string): Promise<CityGeometry> {
    const city = await this.db.selectFrom('city').select('version').where('id', '=', cityId).executeTakeFirst();
    if (city === undefined) {
      this.loading.delete(cityId);
      throw new ProblemError('city-unknown', cityId);
    }
    const known = this.loading.get(cityId);
    if (known?.version === city.version) return known.geometry;
    const entry = { version: city.version, geometry: loadCityGeometry(this.db, cityId) };
    this.loading.set(cityId, entry);
    entry.geometry.catch(() => {
      if (this.loading.get(cityId) === entry) this.loading.delete(cityId);
    });
    return entry.geometry;
  }
}

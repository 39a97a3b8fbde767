import type { Kysely } from 'kysely';
import type { CityGeometries } from '../cities/geometries.ts';
import { listCityIds } from '../cities/store.ts';
import { tileZooms, type TileLayer } from '../contract/tiles.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { AreaTiles, type Tile } from './area-tiles.ts';
import { isTileLayer, tileJson } from './catalogue.ts';
import type { TileAddress } from './mercator.ts';
import { cutStations, StationTiles } from './station-tiles.ts';
import { readAttribution } from './store.ts';

export interface TileRequest {
  city: string;
  layer: string;
  version: string;
  address: TileAddress;
}

/** The tiles of every city: areas and zones by edition, stations by the event that last changed one. */
export class TileService {
  private readonly areaTiles = new AreaTiles();
  private readonly stationTiles: StationTiles;
  private warming: Promise<void> | undefined;

  constructor(
    private readonly db: Kysely<Database>,
    private readonly geometries: CityGeometries,
  ) {
    this.stationTiles = new StationTiles(db);
  }

  /** Cuts all tiles of all cities in the background; resolves when they are there. Rejects where one cannot be cut. */
  warm(): Promise<void> {
    return (this.warming = this.warmAll());
  }

  private async warmAll(): Promise<void> {
    for (const id of await listCityIds(this.db)) {
      if (this.areaTiles.isStopped()) return;
      const geometry = await this.geometries.of(id);
      if (!this.areaTiles.isStopped()) await this.areaTiles.warm(geometry);
    }
  }

  /** Ends the thread, and with it the warming: nothing is asked of the database afterwards. */
  async stop(): Promise<void> {
    await this.areaTiles.stop();
    await Promise.allSettled([this.warming]);
  }

  /** The present version of a layer's tiles, as it stands in their address; throws `city-unknown`. */
  private async present(cityId: string, layer: TileLayer) {
    const geometry = await this.geometries.of(cityId);
    if (layer !== 'stations')
      return { geometry, version: geometry.edition, cut: (a: TileAddress) => this.areaTiles.tile(geometry, layer, a) };
    const stations = await this.stationTiles.of(cityId, geometry.edition);
    const cut = (a: TileAddress): Promise<Tile> => Promise.resolve(cutStations(stations.layer, a));
    return { geometry, version: `${geometry.edition}-${stations.seq}`, cut };
  }

  /** TileJSON 3.0; `origin` is the server's own address as the client sees it. Throws `tile-unknown`, `city-unknown`. */
  async describe(cityId: string, layer: string, origin: string) {
    if (!isTileLayer(layer)) throw new ProblemError('tile-unknown', `no layer ${layer}`);
    const { geometry, version } = await this.present(cityId, layer);
    return tileJson(layer, {
      origin,
      cityId,
      version,
      bounds: geometry.bbox,
      attribution: await readAttribution(this.db, cityId),
    });
  }

  /** The tile, gzipped, or null where it is empty. Throws `tile-unknown` where the address names none, `city-unknown`. */
  async tile({ city, layer, version, address }: TileRequest): Promise<Tile> {
    if (!isTileLayer(layer)) throw new ProblemError('tile-unknown', `no layer ${layer}`);
    const { z, x, y } = address;
    const { minzoom, maxzoom } = tileZooms[layer];
    if (z < minzoom || z > maxzoom) throw new ProblemError('tile-unknown', `zoom ${minzoom} to ${maxzoom}, not ${z}`);
    if (x >= 2 ** z || y >= 2 ** z) throw new ProblemError('tile-unknown', `x and y below ${2 ** z} at zoom ${z}`);
    const present = await this.present(city, layer);
    if (version !== present.version)
      throw new ProblemError('tile-unknown', `the present version is ${present.version}`);
    return present.cut(address);
  }
}
